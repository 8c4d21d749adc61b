"""Displacement that is known at any moment, beside the bins: fields, kicks and oscillations, written and read again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..motion import (
    AroundDepth,
    BetweenDepths,
    Curve,
    GainByDepth,
    InterpolatedCurve,
    KickCurve,
    MotionPart,
    OscillationCurve,
    Profile,
)

FILES = {"table": "fields.json", "kicks": "kicks.json", "oscillation": "oscillations.json"}
_FORMULAS = {
    "table": "linear between times and depths, and held beyond them",
    "kicks": "sum over all kicks before t of size_um * (exp(-(t - time_s) / decay_s) - exp(-(t - time_s) / rise_s)) / "
    "peak, with peak the largest value of the difference; for decay_s = 0 of size_um * (1 - exp(-(t - time_s) / "
    "rise_s))",
    "oscillation": "amplitude_um * w(2 pi (frequency_hz * t + jitter(t) - 1/4)), w(x) = 2 (exp(k (cos(x) - 1)) - "
    "exp(-k) I0(k)) / (1 - exp(-2 k)), k = 12 * sharpness, w(x) = cos(x) for k = 0; jitter is linear between "
    "jitter_cycles, one every 10 s",
}
_AXES = "xy"


def write_parts(parts: Sequence[MotionPart], folder: Path) -> None:
    """Write parts of a motion; those of an earlier attempt are replaced.

    Parameters
    ----------
    parts : sequence of MotionPart
        In the order in which they add up.
    folder : Path
        Where: a JSON file a kind, with the formula, and arrays in the folder ``fields``.
    """
    data: dict[str, list[dict[str, Any]]] = {kind: [] for kind in FILES}
    for order, part in enumerate(parts):
        kind, curve = _curve_data(part.curve, folder, order)
        axes = {"axis": _AXES[part.axis], "place_axis": _AXES[part.place_axis]}
        about = {"component": part.index, "kind": part.kind, "order": order, **axes}
        data[kind].append({**about, **curve, "shares": _profile_data(part.profile)})
    for kind, entries in data.items():
        place = folder / FILES[kind]
        if entries:
            content = {"formula": _FORMULAS[kind], "parts": entries}
            place.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        else:
            place.unlink(missing_ok=True)


def read_parts(folder: Path, locations_um: NDArray[np.float64]) -> tuple[MotionPart, ...]:
    """Read the parts of a motion, for units at some places; none where none were written."""
    found: dict[int, MotionPart] = {}
    for kind, name in FILES.items():
        if not (folder / name).is_file():
            continue
        content = json.loads((folder / name).read_text(encoding="utf-8"))
        for entry in content["parts"]:
            profile = _profile_of(entry["shares"])
            axis, place_axis = _AXES.index(entry["axis"]), _AXES.index(entry["place_axis"])
            shares = profile.shares(locations_um[:, place_axis])
            curve = _curve_of(kind, entry, folder)
            index = int(entry["component"])
            found[int(entry["order"])] = MotionPart(curve, profile, shares, axis, place_axis, index, entry["kind"])
    return tuple(found[order] for order in sorted(found))


def _curve_data(curve: Curve, folder: Path, order: int) -> tuple[str, dict[str, Any]]:
    """Return the kind of a curve and its data; large arrays go to files."""
    if isinstance(curve, KickCurve):
        arrays = {"times_s": curve.times_s.tolist(), "sizes_um": curve.sizes_um.tolist()}
        return "kicks", {"rise_s": curve.rise_s, "decay_s": curve.decay_s, **arrays}
    if isinstance(curve, OscillationCurve):
        data = {name: getattr(curve, name) for name in ("amplitude_um", "frequency_hz", "sharpness")}
        return "oscillation", {**data, "jitter_cycles": curve.jitter_cycles.tolist()}
    if not isinstance(curve, InterpolatedCurve):
        raise TypeError(f"a {type(curve).__name__} is not written")
    (folder / "fields").mkdir(exist_ok=True)
    names = {name: f"fields/{order}_{name}.npy" for name in ("times_s", "displacement_um")}
    for name, path in names.items():
        np.save(folder / path, getattr(curve, name))
    return "table", {"method": curve.method, **names}


def _curve_of(kind: str, entry: dict[str, Any], folder: Path) -> Curve:
    if kind == "kicks":
        times, sizes = (np.array(entry[name], dtype=np.float64) for name in ("times_s", "sizes_um"))
        return KickCurve(times, sizes, entry["rise_s"], entry["decay_s"])
    if kind == "oscillation":
        jitter = np.array(entry["jitter_cycles"], dtype=np.float64)
        return OscillationCurve(entry["amplitude_um"], entry["frequency_hz"], entry["sharpness"], jitter)
    times, values = (np.load(folder / entry[name], allow_pickle=False) for name in ("times_s", "displacement_um"))
    return InterpolatedCurve(times, values, entry["method"])


def _profile_data(profile: Profile) -> dict[str, Any]:
    if isinstance(profile, AroundDepth):
        return {"kind": "around", "centre_um": profile.centre_um, "width_um": profile.width_um}
    if isinstance(profile, GainByDepth):
        return {"kind": "gain", "depths_um": list(profile.depths_um), "gains": list(profile.gains)}
    if not isinstance(profile, BetweenDepths):
        raise TypeError(f"a {type(profile).__name__} is not written")
    correlations = None if profile.correlations is None else profile.correlations.tolist()
    return {
        "kind": "between", "depths_um": profile.depths_um.tolist(), "method": profile.method,
        "correlations": correlations,
    }  # fmt: skip


def _profile_of(data: dict[str, Any]) -> Profile:
    if data["kind"] == "around":
        return AroundDepth(data["centre_um"], data["width_um"])
    if data["kind"] == "gain":
        return GainByDepth(tuple(data["depths_um"]), tuple(data["gains"]))
    correlations = None if data["correlations"] is None else np.array(data["correlations"])
    return BetweenDepths(np.array(data["depths_um"]), data["method"], correlations)
