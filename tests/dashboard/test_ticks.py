from bokeh.plotting import figure
from driftscope_dashboard.ticks import DEPTH_THOUSANDS_FROM, MANTISSAS, put_ticks


def test_an_axis_with_such_ticks_needs_no_title():
    made = figure(x_axis_label="time (s)")
    axis = put_ticks(made.xaxis[0], "s", number=3, signed=True, thousands_from=DEPTH_THOUSANDS_FROM)
    assert axis is made.xaxis[0]
    assert axis.axis_label == ""
    assert (axis.ticker.mantissas, axis.ticker.desired_num_ticks) == (MANTISSAS, 3)
    assert axis.formatter.args["unit"] == "s"
    assert axis.formatter.args["signed"] is True
    assert axis.formatter.args["thousands_from"] == 1_000
