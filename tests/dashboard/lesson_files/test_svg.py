from xml.etree import ElementTree

import pytest
from driftscope_dashboard.lesson_files.scenes import Picture, Scene, Trace, points
from driftscope_dashboard.lesson_files.svg import scene_svg, ticks_between

SCENE = Scene((
    Picture("Peak <µV>", (
        Trace("at rest", "static", "dashed", [[points([0, 1, 2], [5, 7, 6])]]),
        Trace("now", "drifting", "dots", [[points([1], [6], size=[8])]], True),
    )),
))  # fmt: skip


def test_a_scene_is_valid_svg_with_words():
    drawn = ElementTree.fromstring(scene_svg(SCENE, revealed=True))  # noqa: S314 - our own text
    assert drawn.get("aria-label") == "Peak <µV>"
    names = [one.tag.rpartition("}")[2] for one in drawn.iter()]
    assert names.count("polyline") == 1
    assert "circle" in names


def test_what_the_answer_reveals_is_left_out_at_first():
    assert "now" not in scene_svg(SCENE)
    assert "now" in scene_svg(SCENE, revealed=True)


def test_a_picture_without_anything_is_drawn_empty():
    assert scene_svg(Scene((Picture("Nothing", ()),))).startswith("<svg")


@pytest.mark.parametrize(("low", "high"), [(-52.0, 52.0), (0.0, 1e-3), (1_000.0, 1_300.0)])
def test_ticks_are_round_and_inside(low, high):
    ticks = ticks_between(low, high, 5)
    assert 3 <= len(ticks) <= 9
    assert low <= ticks[0] < ticks[-1] <= high
