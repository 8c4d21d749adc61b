"""A hybrid page's parts without a server, and recordings on disk."""

import numpy as np
import pytest
from driftscope.hybrid import HybridConfig
from driftscope_dashboard.kinds import HYBRID
from driftscope_dashboard.session.allowed_paths import AllowedPaths
from driftscope_dashboard.session.state import State

CHANNELS = 96


@pytest.fixture
def folder(tmp_path):
    """A folder that pages may open, with a recording of a second and a sample in a flat file."""
    data = tmp_path / "data"
    (data / "deep" / "er").mkdir(parents=True)
    samples = np.random.default_rng(0).normal(0, 8, (30_001, CHANNELS))
    np.round(samples).astype("<i2").tofile(data / "deep" / "flat.bin")
    return data


@pytest.fixture
def flat(folder):
    """The configuration of a hybrid in that recording."""
    return HybridConfig.from_dict({
        "source": {
            "kind": "binary", "path": str(folder / "deep" / "flat.bin"), "num_channels": CHANNELS,
            "probe": {"kind": "neuropixels", "part_number": "NP1000", "num_contacts": CHANNELS},
        },
        "motion": {"kind": "still"},
    })  # fmt: skip


@pytest.fixture
def small():
    """A hybrid of two units in ten seconds of the sample recording."""
    config = HybridConfig().replace({"source.duration_s": 10.0})
    return config.replace(units=config.units[:2])


@pytest.fixture
def allowed(folder):
    """What pages may open: that folder."""
    return AllowedPaths((folder,))


@pytest.fixture
def session(small, allowed):
    return HYBRID.session(small, allowed.refuse)


@pytest.fixture
def state(session):
    return State(session)
