from driftscope.hybrid import HybridConfig
from driftscope_dashboard.kinds import HYBRID, SYNTHETIC, kind_of


def names_of(kind):
    return {getattr(action, "func", action).__name__ for action in kind.actions}


def test_the_hybrid_page_has_what_the_synthetic_one_has():
    assert names_of(SYNTHETIC) - names_of(HYBRID) == {"PresetMenu"}
    views = {view.name for view in HYBRID.views}
    assert {"driftmap", "amplitudes"} <= views
    assert {view.name for view in SYNTHETIC.views} - views == {"noise", "knots"}


def test_hybrid_configurations_are_its():
    assert kind_of(HybridConfig()) is HYBRID
    assert HYBRID.name_of(HybridConfig()) == "hybrid"
