"""What tests of template libraries share: a cache of their own, and two small datasets."""

from pathlib import Path

import numpy as np
import pytest
from driftscope.template_set import Templates
from numpy.typing import NDArray
from probeinterface import Probe, generate_multi_columns_probe

NUM_CHANNELS = 8


@pytest.fixture
def library_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for copies that only this test knows; no copy comes from elsewhere."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("DRIFTSCOPE_CACHE", str(folder))
    for name in ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3"):
        monkeypatch.delenv(name, raising=False)
    return folder


@pytest.fixture
def small_datasets() -> dict[str, Templates]:
    """Two datasets on equal probes, 4 and 3 units of 30 samples on 8 channels."""
    return {"deep.zarr": _dataset(4, ["CA1", "CA1", "LP", "VISp5"], 1), "flat.zarr": _dataset(3, ["CP"] * 3, 2)}


@pytest.fixture
def small_noise() -> dict[str, NDArray[np.float64]]:
    """A noise level for every channel of the small datasets."""
    return {name: np.linspace(5.0, 8.5, NUM_CHANNELS) for name in ("deep.zarr", "flat.zarr")}


def _dataset(number: int, areas: list[str], seed: int) -> Templates:
    rng = np.random.default_rng(seed)
    array = rng.normal(size=(number, 30, NUM_CHANNELS)).astype("float32") * 20
    array[np.arange(number), 10, np.arange(number) * 2] -= 200.0
    return Templates(
        array,
        30_000.0,
        10,
        probe=_probe(),
        channel_ids=[f"AP{channel}" for channel in range(NUM_CHANNELS)],
        unit_ids=[f"unit {unit}" for unit in range(number)],
        table={"brain_area": areas, "spikes_per_unit": rng.integers(50, 5_000, number)},
    )


def _probe() -> Probe:
    probe = generate_multi_columns_probe(num_columns=2, num_contact_per_column=NUM_CHANNELS // 2, xpitch=32, ypitch=20)
    probe.set_device_channel_indices(np.arange(NUM_CHANNELS))
    probe.set_contact_ids([f"e{channel}" for channel in range(NUM_CHANNELS)])
    probe.annotate(model_name="two columns", manufacturer="nobody")
    return probe
