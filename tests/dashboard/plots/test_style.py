import holoviews as hv
import pytest
from bokeh.models.renderers import GlyphRenderer
from driftscope_dashboard.plots.style import THEMES, band, faded, ink, line, load_backends, palette, picture, rule
from driftscope_dashboard.theme import COLOURS


def test_every_colour_is_one_of_the_page_and_print_is_black():
    for name, (light, dark) in COLOURS.items():
        assert (ink(name, "light"), ink(name, "dark")) == (light, dark)
    assert ink("text", "print") == "#000000"
    assert ink("static", "print") == COLOURS["static"][0]


def test_maps_begin_at_the_ground_of_the_theme():
    assert palette("potential", "light") == palette("potential", "print") != palette("potential", "dark")


@pytest.mark.parametrize("theme", THEMES)
def test_marks_have_the_same_colours_with_both_backends(theme):
    load_backends()
    drawn = picture(line(([0.0, 1.0], [0.0, 1.0]), "x", "y", {"label": "one", "colour": "drifting"}, theme), theme)
    [renderer] = [part for part in hv.render(drawn, backend="bokeh").renderers if isinstance(part, GlyphRenderer)]
    assert (renderer.name, renderer.glyph.line_color) == ("one", ink("drifting", theme))
    [axes] = hv.render(drawn, backend="matplotlib").axes
    assert axes.lines[0].get_color() == ink("drifting", theme)


def test_bands_and_rules_take_no_place_among_the_curves():
    curve = line(([0.0, 1.0], [0.0, 1.0]), "x", "y", {"label": "one", "colour": "ink"}, "light")
    marks = [band(0.2, 0.4, {"colour": "accent"}, "light"), rule(0.5, {"colour": "ink"}, "light", across=False)]
    made = hv.render(picture(hv.Overlay([curve, *marks]), "light"), backend="bokeh")
    assert [type(part).__name__ for part in made.renderers] == ["GlyphRenderer", "BoxAnnotation", "Span"]
    assert [made.renderers[1].level, made.renderers[2].level] == ["underlay", "overlay"]


def test_strength_is_part_of_a_colour():
    assert faded(["#000000"], [0.5]) == ["#00000080"]
