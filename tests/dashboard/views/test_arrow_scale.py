from bokeh.plotting import figure
from driftscope_dashboard.views.arrow_scale import BOTTOM_PIXELS, ArrowScale


def test_the_bar_is_as_long_as_the_arrow_that_it_names():
    scale = ArrowScale(figure())
    scale.show(0.9)
    assert scale.words.text == "20 µm"
    assert scale.bar.top - BOTTOM_PIXELS == 18.0
