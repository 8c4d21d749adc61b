from bokeh.plotting import figure
from driftscope_dashboard.theme import colour
from driftscope_dashboard.views.labels import Labels


def test_words_are_written_in_the_colours_of_the_appearance():
    labels = Labels(figure())
    labels.paint(dark=False)
    labels.write({"x": [1.0], "y": [2.0], "words": ["172 µV"], "colour": ["static"], "dx": [4]}, dark=False)
    assert labels.source.data["tone"] == [colour("static", dark=False)]
    assert (labels.source.data["dx"], labels.source.data["dy"]) == ([4], [0])
    labels.paint(dark=True)
    assert labels.source.data["tone"] == [colour("static", dark=True)]
    assert labels.glyph.background_fill_color == colour("panel", dark=True)
