"""A configuration as a Python program for ``spikeinterface.generation``, and whether it makes the same samples."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pprint import pformat
from textwrap import fill
from typing import Any

from ..base import Range
from ..config import SimulationConfig
from ..motion import BumpMotion, CurveMotion, RangeMotion, TissueMotion, ZigzagMotion
from ..probe import (
    LinearProbe,
    MultiColumnProbe,
    NamedProbe,
    NeuropixelsProbe,
    ProbeConfig,
    TetrodeProbe,
    build_probe,
    contact_positions_um,
)
from ..templates import DRAWN
from ..units import place_units

SAME = "The same samples as driftscope's (to within 0.01 µV)."
_NAMES = {"alpha_uv": "alpha", "spatial_decay_um": "spatial_decay", "ellipse_angle_rad": "ellipse_angle",
          "propagation_speed_um_per_ms": "propagation_speed"}  # fmt: skip
_CURVES = """
# SpikeInterface cannot generate this motion, so its displacements are computed here.
start, stop = np.array({start}), np.array({stop})
rate = {rate!r}
times_s = np.arange(int(np.ceil(rate * {duration!r}))) / rate
unit_locations = {locations}
vectors, factors = [np.zeros((times_s.size, 2))], [np.ones(len(unit_locations))]
for motion in {motions}:
    gradient = motion.pop("non_rigid_gradient", None)
    if motion["drift_mode"] == "curve":
        curve = np.interp(times_s, motion["times_s"], motion["positions"]) * motion["amplitude_factor"]
        curve[: int((motion["t_start_drift"] or 0) * rate)] = 0
        if motion["t_end_drift"] is not None:
            curve[int(motion["t_end_drift"] * rate) :] = 0
    else:
        curve = make_one_displacement_vector(
            duration={duration!r}, displacement_sampling_frequency=rate, seed={seed}, **motion
        )
    vectors.append(curve[:, np.newaxis] * (stop - start) + (start + stop) / 2)
    share = np.ones(len(unit_locations))
    if gradient is not None:
        along = unit_locations[:, :2] @ ((stop - start) / np.linalg.norm(stop - start))
        place = (along - along.min()) / np.ptp(along)
        share = (1 - place if gradient < 0 else place) * (1 - abs(gradient)) + abs(gradient)
    factors.append(share)
vectors, factors = np.stack(vectors, axis=2), np.stack(factors, axis=1)
moved = np.einsum("tdm,um->tud", vectors, factors)
steps = make_linear_displacement(start, stop, num_step={steps})
displacement = moved, vectors, factors, rate, steps
"""


def differences_from_reference(config: SimulationConfig) -> list[str]:
    """Return why the reference does not make the same samples; nothing when it does.

    Examples
    --------
    >>> differences_from_reference(SimulationConfig(streams="spikeinterface"))
    []
    >>> differences_from_reference(SimulationConfig())[0]
    'the random streams are independent: set them to spikeinterface'
    """
    found = []
    if config.streams != "spikeinterface":
        found.append("the random streams are independent: set them to spikeinterface")
    if left_out := _left_out(config):
        found.append(f"motion in µm ({left_out}) is omitted, because SpikeInterface's generator does not have it")
    if config.noise.strategy != "on_the_fly":
        found.append("driftscope repeats one tile of noise, this script draws new noise throughout")
    if config.spikes.synchrony_ratio and config.spikes.times_s is None:
        found.append("other spikes are synchronous")
    return found


def _left_out(config: SimulationConfig) -> str:
    """Return the kinds of motion that the reference cannot make."""
    kinds = [part.kind for part in config.motion.components if part.enabled and isinstance(part, TissueMotion)]
    return ", ".join(dict.fromkeys(kinds))


def verdict(config: SimulationConfig) -> str:
    """Return, in a sentence, how alike the reference's recording will be."""
    reasons = differences_from_reference(config)
    return SAME if not reasons else f"Similar, but not the same samples: {'; '.join(reasons)}."


def reference_program(config: SimulationConfig) -> str:
    """Return a program that makes the recordings with ``spikeinterface.generation``, and says how alike they are.

    Parameters
    ----------
    config : SimulationConfig
        What is to be generated.
    """
    probe = f"{_probe_lines(config.probe)}probe.set_device_channel_indices(np.arange(probe.get_contact_count()))\n"
    noise_alone = config.units.num_units == 0
    body = f"static = drifting = {_noise_call(config)}" if noise_alone else _drifting_call(config)
    text = f"{probe}{body}\n\nprint(drifting)\n"
    said = fill(verdict(config), 110)
    head = f"Two recordings of the same units, at rest and drifting, made with SpikeInterface 0.105.\n\n{said}"
    return f'"""{head}\n"""\n\n{_imports(text)}\n{text}'


def _imports(text: str) -> str:
    wanted = [
        ("", "numpy as np", "np."),
        ("probeinterface", "Probe", "Probe("),
        ("probeinterface", "generate_linear_probe", "generate_linear_probe("),
        ("probeinterface", "generate_multi_columns_probe", "generate_multi_columns_probe("),
        ("probeinterface", "generate_tetrode", "generate_tetrode("),
        ("probeinterface.neuropixels_tools", "build_neuropixels_probe", "build_neuropixels_probe("),
        ("spikeinterface.core", "NumpySorting", "NumpySorting."),
        ("spikeinterface.core.generate", "generate_unit_locations", "generate_unit_locations("),
        *(("spikeinterface.generation", name, f"{name}(") for name in _GENERATION),
    ]
    used: dict[str, list[str]] = {}
    for module, name, mark in wanted:
        if mark in text:
            used.setdefault(module, []).append(name)
    return "".join(_import(module, names) for module, names in used.items())


def _import(module: str, names: list[str]) -> str:
    if not module:
        return f"import {names[0]}\n"
    if len(names) < 3:
        return f"from {module} import {', '.join(names)}\n"
    return f"from {module} import (\n" + "".join(f"    {name},\n" for name in names) + ")\n"


_GENERATION = (
    "add_synchrony_to_sorting",
    "generate_drifting_recording",
    "generate_noise",
    "generate_sorting",
    "make_linear_displacement",
    "make_one_displacement_vector",
)


def _drifting_call(config: SimulationConfig) -> str:
    locations, sorting, curves = _locations(config), _sorting(config), _curves(config)
    arguments: dict[str, str] = {
        "num_units": repr(config.units.num_units),
        "duration": repr(config.duration_s),
        "sampling_frequency": repr(config.sampling_frequency_hz),
        "probe": "probe",
    }
    if curves:
        arguments |= {"unit_locations": "unit_locations", "displacement_data": "displacement"}
    else:
        own = config.units.locations_um is not None
        arguments["unit_locations" if own else "generate_unit_locations_kwargs"] = (
            locations if own else literal(_location_keywords(config), 8)
        )
        arguments["generate_displacement_vector_kwargs"] = literal(_motion_keywords(config), 8)
    arguments["generate_templates_kwargs"] = literal(_template_keywords(config), 8)
    arguments["sorting" if sorting else "generate_sorting_kwargs"] = (
        "sorting" if sorting else literal(_sorting_keywords(config), 8)
    )
    arguments["generate_noise_kwargs"] = literal(_noise_keywords(config), 8)
    if config.spikes.amplitude_std:
        arguments["amplitude_std"] = repr(config.spikes.amplitude_std)
    arguments["seed"] = str(config.seed)
    inside = "".join(f"    {name}={value},\n" for name, value in arguments.items())
    before = f"sorting = {sorting}\n" if sorting else ""
    return f"{curves}{before}\nstatic, drifting, sorting = generate_drifting_recording(\n{inside})"


def _probe_lines(given: ProbeConfig) -> str:
    """Return the lines that make the probe."""
    probe = given.meaning if isinstance(given, NamedProbe) else given
    if isinstance(probe, LinearProbe):
        made = f"generate_linear_probe(num_elec={probe.num_contacts}, ypitch={probe.y_pitch_um!r})"
    elif isinstance(probe, TetrodeProbe):
        made = f"generate_tetrode(r={probe.radius_um!r})"
    elif isinstance(probe, MultiColumnProbe):
        made = _columns(probe)
    elif isinstance(probe, NeuropixelsProbe):
        first, last = probe.first_contact, probe.first_contact + probe.num_contacts
        return (
            f"probe = build_neuropixels_probe({probe.part_number!r})\n"
            'from_the_tip = np.argsort(probe.contact_positions[:, 1], kind="stable")\n'
            f"probe = probe.get_slice(np.sort(from_the_tip[{first}:{last}]))\n"
        )
    else:
        places = literal(build_probe(given).contact_positions.tolist(), 4)
        return f'probe = Probe(ndim=2, si_units="um")\nprobe.set_contacts(\n    positions={places}\n)\n'
    return f"probe = {made}\n"


def _columns(probe: MultiColumnProbe) -> str:
    each = probe.num_contacts_per_column
    shifts = None if probe.y_shift_per_column_um is None else list(probe.y_shift_per_column_um)
    return (
        f"generate_multi_columns_probe(\n    num_columns={probe.num_columns}, "
        f"num_contact_per_column={list(each) if isinstance(each, tuple) else each},\n"
        f"    xpitch={probe.x_pitch_um!r}, ypitch={probe.y_pitch_um!r}, y_shift_per_column={shifts},\n"
        f'    contact_shapes="circle", contact_shape_params={{"radius": {probe.contact_radius_um!r}}},\n)'
    )


def _locations(config: SimulationConfig) -> str:
    places = config.units.locations_um
    if places is None and config.units.depth_margin_um is not None:  # which the reference's function does not know
        contacts_um = contact_positions_um(build_probe(config.probe))
        places = tuple(place_units(config.units, contacts_um, config.random).tolist())
    if places is not None:
        return f"np.array({literal([list(place) for place in places], 4)}, dtype=np.float32)"
    keywords = literal(_location_keywords(config), 4)
    return (
        f"generate_unit_locations(\n    {config.units.num_units}, probe.contact_positions, seed={config.seed},\n"
        f"    **{keywords},\n)"
    )


def _location_keywords(config: SimulationConfig) -> dict[str, Any]:
    units = config.units
    return {
        "margin_um": units.margin_um,
        "minimum_z": units.minimum_z_um,
        "maximum_z": units.maximum_z_um,
        "minimum_distance": units.minimum_distance_um,
        "max_iteration": units.max_iteration,
        "distance_strict": units.distance_strict,
        "distribution": units.distribution,
        "num_modes": units.num_modes,
    }


def _motion_keywords(config: SimulationConfig) -> dict[str, Any]:
    motion = config.motion
    return {
        "displacement_sampling_frequency": motion.sampling_frequency_hz,
        "drift_start_um": list(motion.start_um),
        "drift_stop_um": list(motion.stop_um),
        "drift_step_um": motion.step_um,
        "motion_list": list(_motions(config)),
    }


def _motions(config: SimulationConfig) -> Iterator[dict[str, Any]]:
    for part in config.motion.components:
        if not part.enabled or not isinstance(part, RangeMotion):
            continue
        alone = config.units.num_units == 1  # the reference's gradient of a single unit is not a number
        made: dict[str, Any] = {
            "drift_mode": part.kind,
            "amplitude_factor": part.amplitude_factor,
            "non_rigid_gradient": None if alone else part.non_rigid_gradient,
            "t_start_drift": part.start_s,
            "t_end_drift": part.end_s,
        }
        if isinstance(part, ZigzagMotion):
            made["period_s"] = part.period_s
        elif isinstance(part, BumpMotion):
            made["bump_interval_s"] = (part.shortest_s, part.longest_s)
        elif isinstance(part, CurveMotion):
            made |= {"times_s": list(part.times_s), "positions": list(part.positions)}
        yield made


def _curves(config: SimulationConfig) -> str:
    """Return the lines that make displacements where the reference cannot: for curves, and for no motion at all."""
    motions = list(_motions(config))
    if motions and all(motion["drift_mode"] != "curve" for motion in motions):
        return ""
    motion = config.motion
    length = ((motion.stop_um[0] - motion.start_um[0]) ** 2 + (motion.stop_um[1] - motion.start_um[1]) ** 2) ** 0.5
    return _CURVES.format(
        start=list(motion.start_um), stop=list(motion.stop_um), rate=motion.sampling_frequency_hz,
        duration=config.duration_s, locations=_locations(config), motions=literal(motions, 4),
        seed=config.seed, steps=int(length / motion.step_um // 2 * 2 + 1),
    )  # fmt: skip


def _template_keywords(config: SimulationConfig) -> dict[str, Any]:
    templates = config.templates
    return {
        "ms_before": templates.ms_before,
        "ms_after": templates.ms_after,
        "mode": templates.mode,
        "spatial_profile": templates.spatial_profile,
        "unit_params": {_NAMES.get(name, name): _per_unit(getattr(templates, name)) for name in DRAWN},
    }


def _per_unit(value: Any) -> Any:
    if isinstance(value, Range):
        return value.low, value.high
    return list(value) if isinstance(value, tuple) else value


def _sorting_keywords(config: SimulationConfig) -> dict[str, Any]:
    rates = _per_unit(config.spikes.firing_rate_hz)
    return {"firing_rates": rates, "refractory_period_ms": config.spikes.refractory_period_ms}


def _sorting(config: SimulationConfig) -> str:
    """Return what makes the spikes where the generator's own arguments do not; empty where they do."""
    spikes, fs, number = config.spikes, config.sampling_frequency_hz, config.units.num_units
    if spikes.times_s is not None:
        return _given_trains(spikes.times_s, fs)
    if not spikes.synchrony_ratio:
        return ""
    keywords = literal(_sorting_keywords(config), 4)
    return (
        f"add_synchrony_to_sorting(\n    generate_sorting(num_units={number}, sampling_frequency={fs!r}, "
        f"durations=[{config.duration_s!r}], seed={config.seed}, **{keywords}),\n"
        f"    sync_event_ratio={spikes.synchrony_ratio!r}, seed={config.seed},\n)"
    )


def _given_trains(times_s: Sequence[Sequence[float]], fs: float) -> str:
    trains = literal([list(times) for times in times_s], 4)
    return (
        f"NumpySorting.from_unit_dict(\n    {{unit: np.rint(np.array(times) * {fs!r}).astype(int) "
        f"for unit, times in enumerate({trains})}},\n    {fs!r},\n)"
    )


def _noise_keywords(config: SimulationConfig) -> dict[str, Any]:
    return {"noise_levels": _per_unit(config.noise.level_uv), "spatial_decay": config.noise.spatial_decay_um}


def _noise_call(config: SimulationConfig) -> str:
    return (
        f"generate_noise(\n    probe=probe, sampling_frequency={config.sampling_frequency_hz!r}, "
        f"durations=[{config.duration_s!r}], seed={config.seed},\n    **{literal(_noise_keywords(config), 4)},\n)"
    )


def literal(value: object, indent: int = 0) -> str:
    """Return plain data as Python writes it, wrapped, the lines after the first indented."""
    return pformat(value, width=112 - indent, sort_dicts=False, compact=True).replace("\n", "\n" + " " * indent)
