"""How numbers are written: a true minus, thin spaces in large ones, units never broken off."""

from __future__ import annotations

THIN_SPACE, NO_BREAK_SPACE, MINUS = "\u2009", "\u00a0", "\u2212"


def whole(value: float) -> str:
    """Return a whole number, with a thin space between its thousands.

    Examples
    --------
    >>> whole(1910.6).replace(THIN_SPACE, " "), whole(-3.2)
    ('1 911', '\u22123')
    """
    number = round(value)
    text = f"{abs(number):,}".replace(",", THIN_SPACE)
    return f"{MINUS}{text}" if number < 0 else text


def minus(value: float) -> str:
    """Return a whole number with its sign; none for what is 0.

    Examples
    --------
    >>> minus(25.3), minus(-25.3), minus(0.2)
    ('+25', '\u221225', '0')
    """
    number = round(value)
    return f"+{whole(number)}" if number > 0 else whole(number)


def microvolts(value_uv: float) -> str:
    """Return a potential.

    Examples
    --------
    >>> microvolts(171.6).replace(NO_BREAK_SPACE, " ")
    '172 µV'
    """
    return f"{whole(value_uv)}{NO_BREAK_SPACE}µV"


def rate(value_hz: float) -> str:
    """Return a rate, to a tenth.

    Examples
    --------
    >>> rate(4.52)
    '4.5'
    """
    return f"{value_hz:.1f}"


def share(value: float) -> str:
    """Return a share as whole percent; one that is neither nothing nor all is not said to be.

    Examples
    --------
    >>> [share(one).replace(NO_BREAK_SPACE, " ") for one in (0.0, 0.002, 0.104, 0.998, 1.0)]
    ['0 %', '< 1 %', '10 %', '> 99 %', '100 %']
    """
    text = f"< 1{NO_BREAK_SPACE}%" if 0 < value < 0.005 else f"> 99{NO_BREAK_SPACE}%" if 0.995 < value < 1 else ""
    return text or f"{100 * value:.0f}{NO_BREAK_SPACE}%"
