"""Ticks that read well: at 1, 2 or 5 times a power of ten, the last one with the unit, so that axes need no title."""

from __future__ import annotations

from typing import Any

from bokeh.models import BasicTicker, CustomJSTickFormatter, NoOverlap

ACROSS, UP = 6, 4
"""About how many ticks an axis has."""
MANTISSAS = [1, 2, 5]
THIN, MINUS = "\u2009", "\u2212"
LONGEST = 5
"""With more characters a number leaves no room for the unit."""
THOUSANDS_FROM = 10_000
DEPTH_THOUSANDS_FROM = 1_000

WORDS = """
const step = ticks.length > 1 ? Math.abs(ticks[1] - ticks[0]) : Math.abs(tick) || 1
const digits = Math.min(Math.max(0, Math.ceil(-Math.log10(step) - 1e-9)), 9)
const [whole, rest] = Math.abs(tick).toFixed(digits).split(".")
const grouped = Math.abs(tick) < thousands_from ? whole : whole.replace(/\\B(?=(\\d{3})+$)/g, thin)
const is_zero = !/[1-9]/.test(whole + (rest ?? ""))
const sign = is_zero ? "" : tick < 0 ? minus : signed ? "+" : ""
const last = index === ticks.length - 1
const words = sign + grouped + (rest ? "." + rest : "")
return unit && last && words.length <= longest ? words + "\\u00a0" + unit : words
"""


def put_ticks(
    axis: Any, unit: str = "", *, number: int = ACROSS, signed: bool = False, thousands_from: float = THOUSANDS_FROM
) -> Any:
    """Give an axis ticks that need no title.

    Parameters
    ----------
    axis : bokeh.models.LinearAxis
        Which one; its title is taken away.
    unit : str
        What the last tick carries; nothing when empty.
    number : int
        About how many there are.
    signed : bool
        Whether positive numbers have a sign, as displacements do.
    thousands_from : float
        From which number on thousands are set apart; depths from `DEPTH_THOUSANDS_FROM`.

    Returns
    -------
    bokeh.models.LinearAxis
        The axis.
    """
    given = {
        "unit": unit, "signed": signed, "thousands_from": thousands_from, "thin": THIN, "minus": MINUS,
        "longest": LONGEST,
    }  # fmt: skip
    axis.ticker = BasicTicker(mantissas=MANTISSAS, desired_num_ticks=number)
    axis.formatter = CustomJSTickFormatter(args=given, code=WORDS)
    axis.major_label_policy = NoOverlap(min_distance=2)
    axis.axis_label = ""
    return axis
