import holoviews as hv
from bokeh.models import BoxAnnotation, ColumnDataSource, Glyph, Scatter
from driftscope_dashboard.plots.style import band, line, picture, rule
from driftscope_dashboard.theme import colour, paint
from driftscope_dashboard.views.figures import Figure, copy_of, declared, draw_glyph


def example():
    curve = line(
        ([0.0, 1.0], [0.0, 1.0]), hv.Dimension("x", unit="s"), "y", {"label": "one", "colour": "static"}, "light"
    )
    marks = [band(0.2, 0.4, {"colour": "accent"}, "light"), rule(0.5, {"colour": "ink"}, "light")]
    return picture(hv.Overlay([curve, *marks]), "light")


def test_a_figure_is_made_of_the_parts_of_a_picture():
    figure, source = Figure(example, "motion"), ColumnDataSource({"time": [0.0], "moved": [1.0]})
    drawn = figure.add("one", source, x="time", y="moved", line_width=3.0)
    assert drawn.data_source is source
    assert (drawn.glyph.x, drawn.glyph.y, drawn.glyph.line_width) == ("time", "moved", 3.0)
    assert (figure.made.name, figure.made.xaxis.axis_label) == ("motion", "x (s)")
    assert figure.made.renderers == [drawn]


def test_a_part_takes_the_colours_of_the_page_s_appearance():
    figure = Figure(example, "motion")
    drawn = figure.add("one", ColumnDataSource({"x": [], "y": []}), x="x", y="y")
    shaded, ruled = figure.mark(0), figure.mark(1)
    for dark in (True, False):
        paint(figure.made, dark=dark)
        assert drawn.glyph.line_color == colour("static", dark=dark)
        assert shaded.fill_color == colour("accent", dark=dark)
        assert ruled.line_color == colour("ink", dark=dark)


def test_pages_share_a_declaration_and_no_model():
    one, other = Figure(example, "one"), Figure(example, "other")
    assert one.parts is other.parts is declared(example)
    drawn = [figure.add("one", ColumnDataSource({"x": [], "y": []})) for figure in (one, other)]
    assert drawn[0].glyph is not drawn[1].glyph
    assert one.mark() is not other.mark()
    assert one.made.references().isdisjoint(other.made.references())


def test_a_glyph_that_is_drawn_makes_no_others():
    figure, source = Figure(example, "motion"), ColumnDataSource({"x": [], "y": []})
    before = figure.made.references()
    glyph = Scatter(x="x", y="y", tags=["line:ink"])
    drawn = draw_glyph(figure.made, glyph, source, name="dots", level="overlay")
    assert (drawn.glyph, drawn.data_source, drawn.name, drawn.level) == (glyph, source, "dots", "overlay")
    assert [type(one) for one in figure.made.references() - before if isinstance(one, Glyph)] == [Scatter]


def test_an_open_edge_of_a_band_is_left_to_the_browser():
    band = copy_of(BoxAnnotation(left=None, right=2.0))
    assert band.left is not None
    assert band.right == 2.0
