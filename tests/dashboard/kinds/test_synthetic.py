from driftscope import SimulationConfig
from driftscope.presets import PRESETS
from driftscope_dashboard.kinds import KINDS, SYNTHETIC, kind_of


def test_synthetic_configurations_are_its():
    assert kind_of(SimulationConfig()) is SYNTHETIC
    assert {kind.address for kind in KINDS} == {"./", "hybrid"}


def test_presets_are_called_by_their_names():
    name, preset = next(iter(PRESETS.items()))
    assert SYNTHETIC.name_of(preset.config) == name
    assert SYNTHETIC.name_of(preset.config.replace(seed=12_345)) is None
