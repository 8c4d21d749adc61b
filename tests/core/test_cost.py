"""What a configuration costs is known before anything is made."""

import pytest
from driftscope import SimulationConfig
from driftscope.cost import contact_count, is_quick
from driftscope.presets import PRESETS
from driftscope.probe import build_probe


@pytest.mark.parametrize(
    "probe",
    [
        {"kind": "neuropixels", "num_contacts": 77},
        {"kind": "neuropixels", "part_number": "NP2010", "first_contact": 5_000, "num_contacts": 120},
        {"kind": "multi_column", "num_columns": 3, "num_contacts_per_column": 7},
        {"kind": "multi_column", "num_columns": 2, "num_contacts_per_column": [3, 4]},
        {"kind": "linear", "num_contacts": 9},
        {"kind": "tetrode"},
        {"kind": "named", "name": "Neuronexus-32"},
    ],
)
def test_contacts_are_counted_without_the_probe(probe):
    config = SimulationConfig(probe=probe)
    assert contact_count(config.probe) == build_probe(config.probe).get_contact_count()


def test_contacts_of_a_file_are_not_known_before_it_is_read():
    assert contact_count(SimulationConfig(probe={"kind": "file", "path": "nowhere.json"}).probe) is None


def test_every_preset_is_made_at_once():
    assert all(is_quick(preset.config) for preset in PRESETS.values())


@pytest.mark.parametrize(
    "changes",
    [
        {"units.num_units": 10_000, "units.minimum_distance_um": None},
        {"units.max_iteration": 10_000},
        {"probe": {"kind": "linear", "num_contacts": 5_000}},
        {"probe": {"kind": "file", "path": "probe.json"}},
        {"probe": {"kind": "library"}},
        {"streams": "spikeinterface", "duration_s": 30_000.0},
    ],
)
def test_what_is_large_or_far_away_is_not(changes):
    assert not is_quick(SimulationConfig().replace(changes))
