"""Probes by name, without a network where possible."""

import numpy as np
import pytest
from driftscope.generation.probes import probe_by_name
from probeinterface.neuropixels_tools import build_neuropixels_probe


@pytest.mark.parametrize("number", [128, 384])
@pytest.mark.parametrize(("name", "part"), [("Neuropixels1", "NP1000"), ("Neuropixels2", "NP2000")])
def test_neuropixels_probes_by_name_are_the_bundled_ones(name: str, part: str, number: int) -> None:
    bundled = build_neuropixels_probe(part).get_slice(np.arange(number))
    np.testing.assert_array_equal(probe_by_name(f"{name}-{number}").contact_positions, bundled.contact_positions)


@pytest.mark.parametrize("name", ["Neuronexus-32", "tetrode"])
def test_generated_probes_by_name_are_equal(name: str) -> None:
    from spikeinterface.generation.drifting_generator import _make_probe_by_name

    np.testing.assert_array_equal(probe_by_name(name).contact_positions, _make_probe_by_name(name).contact_positions)


@pytest.mark.parametrize("mark", "/#")
def test_bundled_probes_by_part_number_need_no_network(mark: str) -> None:
    assert probe_by_name(f"imec{mark}NP1000").get_contact_count() == 960
