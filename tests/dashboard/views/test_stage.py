from bokeh.plotting import figure
from driftscope_dashboard.views.stage import BOTTOM, LEFT, RIGHT, TOP, align_depth, align_time, hide_axis, put_depths


def test_figures_that_show_the_same_depths_have_the_same_room_around_them():
    made = put_depths(align_time(align_depth(figure())))
    assert (made.min_border_top, made.min_border_bottom) == (TOP, BOTTOM) == (22, 31)
    assert (made.min_border_left, made.min_border_right) == (LEFT, RIGHT)
    assert made.xaxis[0].formatter.args["unit"] == "s"
    assert made.yaxis[0].formatter.args["unit"] == "µm"
    hide_axis(made.xaxis[0])
    assert not made.xaxis[0].visible
