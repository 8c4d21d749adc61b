import pytest
from driftscope import ConfigError, SimulationConfig
from driftscope.hybrid import HybridConfig
from driftscope_dashboard.actions.base import Action
from driftscope_dashboard.kinds import HYBRID, KINDS, SYNTHETIC, kind_of


def names_of(kind):
    return {getattr(action, "func", action).__name__ for action in kind.actions}


def test_every_configuration_has_its_kind():
    assert (kind_of(SimulationConfig()), kind_of(HybridConfig())) == (SYNTHETIC, HYBRID)
    assert {kind.address for kind in KINDS} == {"./", "hybrid"}


def test_the_hybrid_page_has_what_the_synthetic_one_has():
    assert names_of(SYNTHETIC) - names_of(HYBRID) == {"PresetMenu"}
    views = {view.name for view in HYBRID.views}
    assert {"driftmap", "amplitudes"} <= views
    assert {view.name for view in SYNTHETIC.views} - views == {"noise"}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_action_and_view_is_placed(kind):
    assert all(issubclass(getattr(action, "func", action), Action) for action in kind.actions)
    assert len({view.name for view in kind.views}) == len(kind.views)
    assert all(group.name in kind.form.titles for group in kind.form.groups_of(kind.fallback()))


@pytest.mark.parametrize(("kind", "stays"), [(SYNTHETIC, False), (HYBRID, True)], ids=["synthetic", "hybrid"])
def test_what_becomes_of_a_failure_is_the_kinds_policy(kind, stays):
    def refuse_seed_3(config):
        if config.seed == 3 and made:
            raise ConfigError([])

    made = []
    session = kind.session(kind.fallback())
    session.make = lambda config: refuse_seed_3(config) or kind.make(config)
    made.append(True)
    session.change({"seed": 3})
    assert (session.config.seed == 3) == stays
    assert session.simulation is not None
