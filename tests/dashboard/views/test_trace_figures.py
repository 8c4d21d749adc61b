import numpy as np
import pytest
from bokeh.models import Range1d
from driftscope_dashboard.plots.trace_windows import Panel, Picture, Plate, Stroke
from driftscope_dashboard.reduce.spikemarks import Marks
from driftscope_dashboard.reduce.trace_rows import place_rows
from driftscope_dashboard.theme import colour, paint
from driftscope_dashboard.views.trace_figures import (
    Verdicts,
    line_columns,
    mark_columns,
    number_columns,
    plate_columns,
    trace_figure,
)

LINE = np.stack([np.zeros(100), np.arange(100) * 20.0], axis=1)


def picture_of(panel, number=8, **given):
    rows = place_rows(np.arange(number), LINE, None, (0.0, 300.0))
    return Picture(rows, [panel], -10.0, 20.0, 5.0, 0.4, best=(3, 5), selected=(7,), **given)


def test_marks_stand_in_the_gutter_and_the_selected_unit_has_a_triangle():
    panel = Panel("static", marks=Marks(np.arange(3), np.array([1, 7, 2])), marks_ms=np.array([-1.0, 0.0, 1.0]))
    columns = mark_columns(picture_of(panel), panel, 1.0, dark=False)
    assert columns["marker"] == ["dash", "inverted_triangle", "dash"]
    assert columns["fill"][1] == colour("static", dark=False)
    assert columns["y"] == [304.5] * 3  # the middle of a tick of seven pixels, one above the rows


def test_what_a_sorter_made_of_the_unit_differs_in_shape():
    marks = Marks(np.array([10, 20, 30]), np.array([7, 7, 1]))
    panel = Panel("drifting", marks=marks, marks_ms=np.array([-1.0, 0.0, 1.0]))
    verdicts = Verdicts(frozenset({20}), np.array([5.002, 9.0]))
    columns = mark_columns(picture_of(panel), panel, 1.0, verdicts, dark=False)
    assert columns["marker"] == ["inverted_triangle", "circle", "dash", "x"]
    assert columns["fill"] == [colour("found", dark=False), None, None, None]
    assert columns["x"][-1] == pytest.approx(2.0)


def test_numbers_that_would_overlap_are_left_out_but_the_best_are_not():
    panel = Panel("drifting")
    words = number_columns(picture_of(panel, 60), 1.0, dark=False)["words"]
    assert {"3", "5"} <= set(words)
    assert len(words) < 40


def test_a_plate_stands_to_either_side_of_its_spike():
    panel = Panel("drifting", plates=[Plate(0.0, 10.0, "56 µV", "drifting"), Plate(0.0, 10.0, "9 µV", "static", False)])
    columns = plate_columns(picture_of(panel), panel, "12 spikes", 1.0, dark=False)
    assert columns["align"] == ["left", "right", "right"]
    assert columns["dx"] == [14, -14, 0]
    assert (columns["words"][-1], columns["x"][-1]) == ("12 spikes", 10.0)


def test_every_line_has_its_look():
    strokes = [
        Stroke(np.arange(3.0), np.zeros(3), "common", whole=True),
        Stroke(np.arange(3.0), np.zeros(3), "static", 2.4),
    ]
    columns = line_columns(Panel("static", strokes), dark=True)
    assert columns["colour"] == [colour("common", dark=True), colour("static", dark=True)]
    assert columns["width"] == [1.0, 2.4]


def test_painting_leaves_colours_that_stand_in_columns():
    figure = trace_figure("traces-static", Range1d(), Range1d())
    paint(figure.made, dark=True)
    lines = next(one.glyph for one in figure.made.renderers if one.data_source is figure.sources["lines"])
    assert lines.line_color == "colour"
