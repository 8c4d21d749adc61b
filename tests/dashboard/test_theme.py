import re

import pytest
from bokeh.models.annotations import Span
from driftscope_dashboard.theme import (
    COLOURS,
    UNIT_COLOURS,
    colour,
    controls_css,
    depth_colour,
    page_css,
    paint,
    plot,
    potential_palette,
    unit_colour,
    variables,
)


def luminance(hexadecimal):
    parts = [int(hexadecimal[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize(
    ("name", "least"),
    [("ink", 7), ("text", 4.5), ("muted", 4.5), ("wrong", 4.5), ("focus", 3), ("static", 3), ("drifting", 3)],
)
def test_what_is_to_be_read_stands_out(name, least, dark):
    assert contrast(colour(name, dark=dark), colour("panel", dark=dark)) >= least


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize(
    ("name", "behind"),
    [("muted", "field"), ("muted", "hover"), ("ink", "hover"), ("wrong", "wrong-soft"), ("odd", "odd-soft")],
)
def test_small_words_stand_out_from_what_is_behind_them(name, behind, dark):
    assert contrast(colour(name, dark=dark), colour(behind, dark=dark)) >= 4.5


@pytest.mark.parametrize("dark", [False, True])
def test_units_can_be_seen_on_both_backgrounds(dark):
    assert all(contrast(shade, colour("panel", dark=dark)) >= 2 for shade in UNIT_COLOURS)


def test_a_unit_keeps_its_colour():
    assert unit_colour(3) == unit_colour(3 + len(UNIT_COLOURS))


@pytest.mark.parametrize("dark", [False, True])
def test_no_potential_looks_like_the_panel(dark):
    palette = potential_palette(dark=dark)
    assert len(palette) == 256
    assert contrast(palette[128], colour("panel", dark=dark)) < 1.35


def test_depths_go_from_one_colour_to_another():
    assert depth_colour(-1) == depth_colour(0.0) != depth_colour(1.0) == depth_colour(2)


def test_every_variable_that_a_style_uses_has_a_colour():
    known = {f"--ds-{name}" for name in COLOURS} | {"--ds-font", "--ds-size", "--ds-sentence"}
    used = set(re.findall(r"var\((--ds-[\w-]+)\)", page_css() + controls_css()))
    assert used <= known


def test_styles_ask_nobody_outside():
    assert "http" not in page_css() + controls_css()
    assert "@import" not in page_css() + controls_css()


def test_both_appearances_name_the_same_variables():
    light, dark = (set(re.findall(r"(--ds-[\w-]+):", variables(dark=dark))) for dark in (False, True))
    assert light == dark


def test_painting_follows_the_tags():
    made = plot("any")
    line = made.line([0, 1], [0, 1], tags=["line:drifting"])
    span = Span(location=0, tags=["line:ink"])
    made.add_layout(span)
    for dark in (False, True):
        paint(made, dark=dark)
        assert line.glyph.line_color == colour("drifting", dark=dark)
        assert span.line_color == colour("ink", dark=dark)
        assert made.xaxis[0].major_label_text_color == colour("muted", dark=dark)
