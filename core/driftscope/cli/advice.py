"""Print advice on a configuration: implausible settings and the options that change them."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any, TextIO

import yaml

from ..advice import Advice
from ..source import Source


def print_advice(source: Source, file: TextIO | None = None) -> int:
    """Print the settings of a configuration that are valid but implausible.

    Parameters
    ----------
    source : Source
        A simulation or a hybrid; its unit positions are computed.
    file : text file, optional
        Output stream. Default: standard error.

    Returns
    -------
    int
        Number of advice lines printed.
    """
    for one in source.advice:
        print(advice_line(one), file=file or sys.stderr)
    return len(source.advice)


def advice_line(advice: Advice) -> str:
    """Return advice as one line: parameter, problem, and the options that fix it.

    Examples
    --------
    >>> advice_line(Advice("noise.level_uv", "It is loud.", remedy="Use 5 µV", changes={"noise.level_uv": 5.0}))
    'Advice: noise.level_uv: It is loud. Use 5 µV: --set noise.level_uv=5.0'
    """
    line = f"Advice: {advice}"
    if not advice.changes:
        return line
    end = "" if line.endswith(".") else "."
    return f"{line}{end} {advice.remedy}: {settings_text(advice.changes)}"


def settings_text(changes: Mapping[str, Any]) -> str:
    """Return changes as ``--set path=value`` options.

    Examples
    --------
    >>> settings_text({"motion.kind": "source", "noise.level_uv": {"low": 5.0, "high": 8.0}})
    '--set motion.kind=source --set noise.level_uv=5.0..8.0'
    >>> settings_text({"motion": {"kind": "source"}, "motion.stop_um": [0.0, 40.0], "units.minimum_distance_um": None})
    "--set motion='{kind: source}' --set motion.stop_um='[0.0, 40.0]' --set units.minimum_distance_um=null"
    """
    return " ".join(f"--set {path}={_value_text(value)}" for path, value in changes.items())


def _value_text(value: Any) -> str:
    if isinstance(value, Mapping) and value.keys() == {"low", "high"}:
        return f"{value['low']}..{value['high']}"
    text = yaml.safe_dump(value, default_flow_style=True, width=1_000).removesuffix("...\n").strip()
    return f"'{text}'" if set(text) & set(" {[") else text
