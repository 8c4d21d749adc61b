import pytest
from driftscope import ConfigError
from driftscope_dashboard.actions.base import Action
from driftscope_dashboard.kinds import HYBRID, KINDS, SYNTHETIC


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
