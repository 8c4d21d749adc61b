"""A probe as configured: its kind decides what it is."""

import pytest
from driftscope import ConfigError, SimulationConfig
from driftscope.probe import LinearProbe, ProbeConfig, TetrodeProbe, build_probe
from pydantic import TypeAdapter


def test_the_kind_decides_which_probe_is_meant():
    config = SimulationConfig().replace({"probe": {"kind": "linear", "num_contacts": 5}})
    assert config.probe == LinearProbe(num_contacts=5)
    assert config.replace({"probe": {"kind": "tetrode"}}).probe == TetrodeProbe()
    with pytest.raises(ConfigError, match="Unknown kind 'sphere'"):
        config.replace({"probe": {"kind": "sphere"}})


def test_every_kind_builds_itself_in_the_order_of_its_channels():
    kinds = TypeAdapter(ProbeConfig)
    for kind in ("neuropixels", "multi_column", "linear", "tetrode", "named"):
        probe = build_probe(kinds.validate_python({"kind": kind}))
        assert probe.si_units == "um"
        assert probe.ndim == 2
        assert probe.device_channel_indices.tolist() == list(range(probe.get_contact_count()))
