import holoviews as hv
import numpy as np
import pytest
from driftscope_dashboard import plots


def test_a_window_is_read_when_one_pans_there(simulation):
    lazy = plots.traces(simulation, mode="static", time_s=5.0, window_s=0.02)
    plot = hv.renderer("bokeh").get_plot(lazy)
    made = plot.state

    def line():
        [one] = [part for part in made.renderers if part.name == "common"]
        return one.data_source.data["xs"][0]

    assert (made.x_range.start, made.x_range.end) == pytest.approx((-10.0, 10.0))
    lazy.streams[0].event(x_range=(100.0, 140.0))
    assert line().min() < 101.0
    assert line().max() > 139.0
    assert lazy.streams[0].x_range == (100.0, 140.0)


def test_a_recording_or_samples_are_enough(simulation):
    whole = plots.traces(simulation.static, lazy=False)
    assert [path for path in whole.Contours.Common.split()]
    samples = simulation.static.get_traces(start_frame=0, end_frame=600)
    assert len(plots.traces(samples, lazy=False).Contours.Common.split()) == 1


def test_two_pictures_stand_beside_each_other(simulation):
    assert len(plots.traces(simulation, mode="side by side")) == 2
    assert len(plots.traces(simulation, style="heatmap", mode="both")) == 2


def test_what_is_not_there_is_named(simulation):
    with pytest.raises(ValueError, match=r"Unknown mode 'before'\. Available: static, drifting, side by side, "):
        plots.traces(simulation, mode="before")
    with pytest.raises(ValueError, match="Unknown style 'dots'"):
        plots.traces(simulation, style="dots")
    with pytest.raises(TypeError, match="needs two recordings"):
        plots.traces(simulation.static, mode="both")


def test_a_unit_is_drawn_on_its_channels_with_a_threshold(simulation):
    drawn = plots.traces(simulation, units=(3,), mode="drifting", threshold_noise=5.0, lazy=False, window_s=2.0)
    labels = [element.label for element in drawn]
    assert {"band", "common", "drifting spikes", "threshold", "ticks", "marks"} <= set(labels)
    made = hv.render(drawn, backend="bokeh")
    assert len(made.yaxis[0].ticker.ticks) == 8
    assert np.all(np.diff(made.yaxis[0].ticker.ticks) < 0)


def test_a_former_name_of_a_mode_is_known(simulation):
    assert [one.label for one in plots.traces(simulation, mode="both", lazy=False)][:2] == ["common", "common"]
