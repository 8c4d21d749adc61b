"""The scale of the probe's arrows: how long one of a round displacement is."""

from __future__ import annotations

from math import floor, log10
from typing import Any

from bokeh.models.annotations import BoxAnnotation, Label

LONGEST_PIXELS = 44.0
LEFT_PIXELS, BOTTOM_PIXELS, WIDTH_PIXELS = 4.0, 6.0, 2.0


def round_displacement_um(pixels_a_um: float) -> float:
    """Return the largest of 1, 2 or 5 times a power of ten whose arrow is not too long.

    Parameters
    ----------
    pixels_a_um : float
        How long the arrow of a displacement of 1 µm is.

    Examples
    --------
    >>> round_displacement_um(1.0), round_displacement_um(10.0), round_displacement_um(0.1)
    (20.0, 2.0, 200.0)
    """
    most = LONGEST_PIXELS / max(pixels_a_um, 1e-9)
    power = 10.0 ** floor(log10(most))
    return next(mantissa * power for mantissa in (5.0, 2.0, 1.0) if mantissa * power <= most * (1 + 1e-9))


class ArrowScale:
    """A bar at the lower left of a figure, with what it stands for beside it.

    Parameters
    ----------
    figure : bokeh figure
        On which.
    """

    def __init__(self, figure: Any) -> None:
        screen: dict[str, Any] = {f"{edge}_units": "screen" for edge in ("left", "right", "top", "bottom")}
        self.bar = BoxAnnotation(
            left=LEFT_PIXELS, right=LEFT_PIXELS + WIDTH_PIXELS, bottom=BOTTOM_PIXELS, top=BOTTOM_PIXELS, fill_alpha=1.0,
            line_color=None, tags=["fill:ink"], level="overlay", **screen,
        )  # fmt: skip
        self.words = Label(
            x=LEFT_PIXELS + 6, y=BOTTOM_PIXELS - 2, x_units="screen", y_units="screen", text="", text_font_size="12px",
            tags=["text:text", "background_fill:panel"], background_fill_alpha=0.85,
        )  # fmt: skip
        figure.add_layout(self.bar)
        figure.add_layout(self.words)

    def show(self, pixels_a_um: float) -> None:
        """Draw the bar where the arrow of 1 µm is so long."""
        moved_um = round_displacement_um(pixels_a_um)
        self.bar.top = BOTTOM_PIXELS + moved_um * pixels_a_um
        self.words.text = f"{moved_um:g} µm"
