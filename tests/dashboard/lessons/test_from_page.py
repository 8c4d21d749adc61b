import pytest
from driftscope import SimulationConfig
from driftscope.hybrid import HybridConfig
from driftscope.lessons import load_lesson, start_state
from driftscope.presets import PRESETS
from driftscope_dashboard.lessons.from_page import lesson_text
from driftscope_dashboard.session.selection import Selection


@pytest.mark.parametrize("name", ["default", "hybrid", *PRESETS])
def test_a_lesson_of_a_page_starts_with_the_page(tmp_path, name):
    config = {"default": SimulationConfig, "hybrid": HybridConfig}.get(name, lambda: PRESETS[name].config)()
    selection = Selection()
    selection.look(time_s=12.5, units=(3,), depths_um=(100.0, 200.0), moving=False)
    (tmp_path / "mine.yaml").write_text(lesson_text(config, selection), encoding="utf-8")
    state = start_state(load_lesson(tmp_path / "mine.yaml").lesson)
    assert state.config == config
    assert state.look == {"time_s": 12.5, "units": [3], "depths_um": [100.0, 200.0], "moving": False}
