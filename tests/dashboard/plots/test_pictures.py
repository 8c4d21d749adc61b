"""What every picture promises, whatever it shows."""

import holoviews as hv
import pytest
from bokeh.models import HoverTool, Plot
from driftscope_dashboard import plots

UNITS = ("(s)", "(ms)", "(µm)", "(µV)", "(Hz)", "(kHz)", "(µV/√Hz)", "(%)")
WITHOUT_UNIT = {"channel", "correlation", "intervals", "unit, sorted by rate", "depth", "shank"}


def figures_of(picture):
    """Return the figures that Bokeh draws."""
    return list(hv.render(picture, backend="bokeh").select({"type": Plot}))


@pytest.mark.parametrize("theme", ["light", "dark", "print"])
def test_a_simulation_alone_is_enough_in_every_theme(picture, simulation, theme):
    for figure in figures_of(picture(simulation, theme=theme)):
        assert figure.renderers
        assert figure.border_fill_color == ("#191d23" if theme == "dark" else "#ffffff")
        assert figure.output_backend == "canvas"


def test_a_hybrid_recording_alone_is_enough(picture, hybrid):
    assert all(figure.renderers for figure in figures_of(picture(hybrid)))


def test_plain_arrays_are_enough(picture, arrays):
    assert all(figure.renderers for figure in figures_of(picture(*arrays[picture.__name__])))


def test_the_axes_have_units(picture, simulation):
    for figure in figures_of(picture(simulation)):
        for axis in figure.axis:
            assert axis.axis_label.endswith(UNITS) or axis.axis_label in WITHOUT_UNIT


def test_the_pointer_is_told_values(picture, simulation):
    tools = [tool for figure in figures_of(picture(simulation)) for tool in figure.tools]
    assert any(isinstance(tool, HoverTool) and tool.tooltips for tool in tools)


def test_matplotlib_draws_the_same(picture, simulation):
    drawn = picture(simulation, lazy=False) if picture is plots.traces else picture(simulation)
    figure = hv.render(drawn, backend="matplotlib")
    assert all(axes.get_xlabel() for axes in figure.axes if axes.get_label() != "<colorbar>")


def test_pictures_stand_beside_and_above_each_other(picture, simulation):
    drawn = picture(simulation)
    assert len(figures_of(plots.motion(simulation) + drawn)) == 1 + len(figures_of(drawn))
    if not isinstance(drawn, hv.Layout):
        assert len(figures_of(drawn * hv.VLine(1.0))) == 1


def test_pictures_of_the_same_time_share_its_axis(simulation):
    motion, driftmap = figures_of(plots.motion(simulation) + plots.driftmap(simulation))
    assert motion.x_range is driftmap.x_range


def test_an_unknown_theme_is_named(picture, simulation):
    with pytest.raises(ValueError, match=r"Unknown theme 'blue'\. Available: light, dark, print\."):
        picture(simulation, theme="blue")


@pytest.mark.parametrize("name", ["amplitudes", "driftmap", "firing", "noise", "template"])
def test_arrays_that_are_missing_are_named(name, arrays):
    with pytest.raises(TypeError, match=r"need"):
        getattr(plots, name)(arrays[name][0])
