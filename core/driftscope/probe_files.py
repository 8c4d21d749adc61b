"""Probe files: probeinterface's JSON, Kilosort's JSON, and PRB files, which are Python but are never run."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

import numpy as np

from .base import ConfigError, Problem, quoted
from .probe_geometry import NUM_CHANNELS, UNWIRED, counted

if TYPE_CHECKING:
    from probeinterface import Probe

MOST_CONTACTS = 10_000
PRB_ENDING = ".prb"
CONTACT_RADIUS_UM = 5.0
"""Of the contacts of files that say nothing about their shape; only for drawing."""
NO_JSON = "is not a probe in probeinterface's JSON format"
NO_PRB = "is not a PRB file"
_KILOSORT = ("chanMap", "xc", "yc")
_RANGES = ("range", "arange")
_LISTS = ("list", "tuple", "array", "asarray")


@dataclass(frozen=True, eq=False)
class ProbeText:
    """What a probe file holds.

    Attributes
    ----------
    probes : list of probeinterface.Probe
        As they are described: any unit, two or three dimensions, wired or not.
    remarks : list of str
        What was assumed or left out.
    are_shanks : bool
        Whether the probes are the groups of one PRB file, which are the shanks of one probe.
    """

    probes: list[Probe]
    remarks: list[str] = field(default_factory=list)
    are_shanks: bool = False


def read_probe_text(text: str, name: str = "") -> ProbeText:
    """Read the text of a probe file; nothing of it is run.

    Parameters
    ----------
    text : str
        What the file holds.
    name : str
        The file's name: one that ends in ``.prb`` is a PRB file.

    Raises
    ------
    ConfigError
        With what exactly cannot be read; its path is empty.
    """
    is_prb = PurePath(name).suffix.lower() == PRB_ENDING
    if not text.strip():
        raise _refused(f"{NO_PRB if is_prb else NO_JSON}: the file is empty")
    if is_prb:
        return _from_prb(text)
    try:
        content = json.loads(text)
    except ValueError as error:
        raise _refused(f"{NO_JSON}: it is not JSON ({error})") from None
    except RecursionError:
        raise _refused(f"{NO_JSON}: it is nested too deeply") from None
    if isinstance(content, dict) and all(key in content for key in _KILOSORT):
        return _from_kilosort(content)
    return _from_probeinterface(content)


def _refused(message: str, given: object = None) -> ConfigError:
    return ConfigError([Problem("", message, given)])


# ---- probeinterface


def _from_probeinterface(content: Any) -> ProbeText:
    """Read a ``ProbeGroup``, or a single ``Probe`` as its ``to_dict`` gives it."""
    described = (
        content.get("probes", [content] if "contact_positions" in content else None) if _is_map(content) else None
    )
    if described is None:
        keys = f"; its keys are {', '.join(map(str, content))[:200] or 'none'}" if _is_map(content) else ""
        raise _refused(f"{NO_JSON} (with the key probes) or Kilosort's (chanMap, xc, yc): it contains no probe{keys}")
    if not isinstance(described, list) or not all(map(_is_map, described)):
        raise _refused(f"{NO_JSON}: the key probes must be a list of probes")
    if not described:
        raise _refused("contains no probes: give at least one")
    found = ProbeText([])
    for index, one in enumerate(described):
        where = f"probe {index}: " if len(described) > 1 else ""
        found.probes.append(_described(one, where, found.remarks))
    return found


def _is_map(content: Any) -> bool:
    return isinstance(content, dict)


def _described(said: dict[str, Any], where: str, remarks: list[str]) -> Probe:
    """Return a probe from its dictionary; only positions are indispensable."""
    from probeinterface import Probe

    if not said.get("contact_positions"):
        raise _refused(f"{where}has no contacts: contact_positions is missing or empty")
    number = len(said["contact_positions"])
    if "si_units" not in said:
        remarks.append(f"{where}si_units is missing: positions are assumed to be in µm")
    complete = {
        "ndim": len(said["contact_positions"][0]) if isinstance(said["contact_positions"][0], list) else 2,
        "si_units": "um",
        "contact_plane_axes": None,
        "contact_shapes": "circle",
        "contact_shape_params": {"radius": CONTACT_RADIUS_UM},
    } | said
    complete["contact_ids"] = _usable_ids(said.get("contact_ids"), where, remarks)
    complete["device_channel_indices"] = _usable_wiring(said.get("device_channel_indices"), number, where)
    try:
        return Probe.from_dict(complete)
    except Exception as error:  # whatever it trips over in a file of any content, its words name the field
        lines = str(error).strip().splitlines() or [type(error).__name__]
        reason = f"{lines[0][:300]} is missing" if isinstance(error, KeyError) else lines[0][:300]
        raise _refused(f"{where}{NO_JSON}: {reason}") from None


def _usable_ids(ids: Any, where: str, remarks: list[str]) -> list[str] | None:
    """Return names of contacts, or None when they name nothing: some are empty, or several are alike."""
    if not isinstance(ids, list):
        return None
    names = [str(name) for name in ids]
    if all(name in (None, "") for name in ids):
        return None
    if any(name is None for name in ids):
        remarks.append(f"{where}some contact_ids are null: contacts are numbered from 0 instead")
        return None
    doubled = sorted({name for name in names if names.count(name) > 1})[:3] if len(set(names)) < len(names) else []
    if doubled:
        remarks.append(
            f"{where}contact_ids are not unique ({', '.join(doubled)}, ...): contacts are numbered from 0 instead"
        )
        return None
    return names


def _usable_wiring(wiring: Any, number: int, where: str) -> list[int] | None:
    if wiring is None:
        return None
    if not isinstance(wiring, list) or len(wiring) != number:
        given = len(wiring) if isinstance(wiring, list) else type(wiring).__name__
        raise _refused(f"{where}device_channel_indices must have one channel for each of the {number} contacts", given)
    channels = [-1 if channel is None else channel for channel in wiring]
    for contact, channel in enumerate(channels):
        if isinstance(channel, bool) or not isinstance(channel, (int, float)) or channel != int(channel):
            raise _refused(
                f"{where}device_channel_indices: the channel of contact {contact} is not a whole number", channel
            )
    return [int(channel) for channel in channels]


# ---- Kilosort


def _from_kilosort(said: dict[str, Any]) -> ProbeText:
    """Read Kilosort4's probe: column, place and shank of every channel.

    References
    ----------
    ``kilosort.io.load_probe`` and ``save_probe`` of Kilosort 4.
    """
    number = len(said["xc"]) if isinstance(said["xc"], list) else 0
    if not number:
        raise _refused("Kilosort's xc must be a list of positions in µm")
    for key in (*_KILOSORT, "kcoords"):
        if key in said and (not isinstance(said[key], list) or len(said[key]) != number):
            raise _refused(f"Kilosort's {key} must be a list of {number} numbers, one for each channel")
    try:
        positions = np.array([said["xc"], said["yc"]], dtype=np.float64).T
        shanks = [f"{float(shank):g}" for shank in said.get("kcoords", [0] * number)]
    except (TypeError, ValueError):
        raise _refused("Kilosort's xc, yc and kcoords must be numbers") from None
    wiring = _usable_wiring(said["chanMap"], number, "Kilosort's chanMap: ")
    found = ProbeText([_round_contacts(positions, shanks, wiring)])
    _note_channels(found, "n_chan", said.get("n_chan"))
    return found


def _note_channels(found: ProbeText, name: str, number: Any) -> None:
    """Let probes say how many channels their recording has, as their file does; pass over what cannot be."""
    if number is None:
        return
    channels = [one.device_channel_indices for one in found.probes if one.device_channel_indices is not None]
    least = max([1, *(int(one.max(initial=UNWIRED)) + 1 for one in channels)])
    if not isinstance(number, int) or isinstance(number, bool) or number < least:
        wired = f"the wiring needs {counted(least, 'channel')}"
        found.remarks.append(f"{name} is ignored: {wired}, but it is {quoted(number)}")
        return
    for probe in found.probes:
        probe.annotate(**{NUM_CHANNELS: number})


def _round_contacts(positions_um: Any, shanks: Sequence[str], wiring: Any) -> Probe:
    from probeinterface import Probe

    positions = np.asarray(positions_um, dtype=np.float64)
    if not np.isfinite(positions).all():
        raise _refused("has a contact without a position (NaN or infinite)")
    if (twice := len(positions) - len(np.unique(positions, axis=0))) > 0:
        raise _refused(
            f"has contacts at identical positions ({twice} of {len(positions)}): give each contact its own position"
        )
    probe = Probe(ndim=2, si_units="um")
    probe.set_contacts(
        positions, shapes="circle", shape_params={"radius": CONTACT_RADIUS_UM}, shank_ids=[str(one) for one in shanks]
    )
    probe.create_auto_shape()
    probe.set_device_channel_indices(wiring)
    return probe


# ---- PRB


def _from_prb(text: str) -> ProbeText:
    """Read a PRB file: every channel group is a probe, its channels are the wiring, as probeinterface reads it."""
    groups = _assigned(text, "channel_groups")
    if not isinstance(groups, dict):
        raise _refused(f"{NO_PRB}: channel_groups must be a dictionary of groups", type(groups).__name__)
    found = ProbeText([], are_shanks=True)
    for key, group in groups.items():
        found.probes.append(_prb_group(key, group, found.remarks))
    number = sum(probe.get_contact_count() for probe in found.probes)
    _note_channels(found, "total_nb_channels", _said_channels(text))
    if not 0 < number <= MOST_CONTACTS:
        raise _refused(f"must have between 1 and {MOST_CONTACTS} contacts", number)
    return found


def _said_channels(text: str) -> Any:
    """Return what a PRB file says of the number of channels; where it computes it, the words that it does."""
    try:
        return _assigned(text, "total_nb_channels", None)
    except ConfigError:
        return "a computation, but PRB files are never executed"


def _prb_group(key: Any, group: Any, remarks: list[str]) -> Probe:
    where = f"channel group {key!r}"
    if not _is_map(group) or "channels" not in group or "geometry" not in group:
        raise _refused(f"{NO_PRB}: {where} needs channels and a geometry (x, y in µm)")
    channels = group["channels"]
    if not isinstance(channels, (list, tuple)) or not all(isinstance(one, int) for one in channels):
        raise _refused(f"{where}: channels must be a list of whole numbers")
    if not channels:
        raise _refused(f"{where} has no channels")
    placed = list(zip(channels, _places(where, list(channels), group["geometry"], remarks), strict=True))
    placed = _wired_ones(where, placed, remarks)
    wiring, places = [channel for channel, _ in placed], [place for _, place in placed]
    try:
        return _round_contacts(places, [str(key)] * len(places), wiring)
    except ConfigError as error:
        raise _refused(f"{where} {error.problems[0].message}") from None


def _wired_ones(where: str, placed: list[tuple[int, Any]], remarks: list[str]) -> list[tuple[int, Any]]:
    """Leave out contacts that are not wired, which a geometry by number cannot tell apart; all stay where none is."""
    found = [one for one in placed if one[0] != UNWIRED]
    if not found or len(found) == len(placed):
        return placed
    left_out = counted(len(placed) - len(found), "contact")
    remarks.append(f"{where}: {left_out} of {len(placed)} omitted: not wired to a channel (-1)")
    return found


def _places(where: str, channels: list[int], geometry: Any, remarks: list[str]) -> Iterator[tuple[float, float]]:
    """Yield the place of every channel: by its number, or in the order of channels."""
    if isinstance(geometry, (list, tuple)):
        geometry = _listed_places(where, channels, geometry, remarks)
    elif not _is_map(geometry):
        raise _refused(f"{where}: geometry must give the position of every channel (x, y in µm)")
    for contact, channel in enumerate(channels):
        try:
            place = geometry[contact if isinstance(geometry, list) else channel]
            x, y = (float(one) for one in place)
        except (LookupError, TypeError):
            raise _refused(f"{where}: channel {channel} has no position in geometry") from None
        except ValueError:
            raise _refused(f"{where}: the position of channel {channel} must be two numbers (x, y in µm)") from None
        yield x, y


def _listed_places(where: str, channels: list[int], places: Sequence[Any], remarks: list[str]) -> Any:
    """Return a geometry without numbers as places by number, or as a list in the order of channels."""
    fits_by_number = max(channels) < len(places)
    has_one_each = len(places) == len(channels)
    if fits_by_number and not (has_one_each and min(channels) < 0):
        if has_one_each and channels != list(range(len(channels))):
            remarks.append(f"{where}: geometry is a list: it is indexed by channel number, from 0")
        return dict(enumerate(places))
    if not has_one_each:
        raise _refused(f"{where}: geometry has {len(places)} positions for {len(channels)} channels")
    remarks.append(f"{where}: geometry is a list: its positions are in the order of channels")
    return list(places)


def _assigned(text: str, name: str, *otherwise: Any) -> Any:
    """Return the plain data that Python text assigns to a name, without running it; what else where it does not."""
    try:
        statements = ast.parse(text).body
    except (SyntaxError, ValueError) as error:
        line = f" (line {error.lineno})" if isinstance(error, SyntaxError) and error.lineno else ""
        raise _refused(f"{NO_PRB}: it is not Python{line}") from None
    except (MemoryError, RecursionError):
        raise _refused(f"{NO_PRB}: it is nested too deeply") from None
    found: list[Any] = []
    try:
        for statement in statements:
            _follow(statement, name, found)
    except RecursionError:
        raise _refused(f"{NO_PRB}: it is nested too deeply") from None
    if not found and not otherwise:
        raise _refused(f"{NO_PRB}: it does not define {name}")
    return [*otherwise, *found][-1]


def _follow(statement: ast.stmt, name: str, found: list[Any]) -> None:
    """Add what a statement assigns to a name, or put it into what was assigned before."""
    target = _target_of(statement)
    value = getattr(statement, "value", None)
    if _is_called(target, name) and value is not None:
        found.append(_plain(value))
    elif (
        isinstance(target, ast.Subscript) and _is_called(target.value, name) and value and found and _is_map(found[-1])
    ):
        found[-1][_plain(target.slice)] = _plain(value)
    elif any(_is_called(one, name) for one in ast.walk(statement)) and not _only_reads(statement, target):
        shown = ast.unparse(statement).splitlines()[0][:60]
        message = (
            f"{NO_PRB} of plain data: line {statement.lineno} computes {shown!r} with {name}, but PRB files are never "
            "executed; write the values out, or save the probe as probeinterface's JSON"
        )
        raise _refused(message)


def _target_of(statement: ast.stmt) -> ast.AST | None:
    """Return what a statement assigns to, when it is one thing."""
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        return statement.targets[0]
    return statement.target if isinstance(statement, ast.AnnAssign) else None


def _is_called(node: ast.AST | None, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id.lower() == name


def _only_reads(statement: ast.stmt, target: ast.AST | None) -> bool:
    """Return whether a statement makes something else of what it mentions: another variable, or a printed line."""
    is_print = isinstance(statement, ast.Expr) and isinstance(getattr(statement.value, "func", None), ast.Name)
    return is_print or isinstance(target, ast.Name)


def _plain(node: ast.AST) -> Any:
    """Return the data of an expression: literals, ranges, and NumPy's scalars and arrays as they are printed."""
    if isinstance(node, ast.Dict) and None not in node.keys:
        return {_plain(key): _plain(value) for key, value in zip(node.keys, node.values, strict=True) if key}
    if isinstance(node, (ast.List, ast.Tuple)):
        return [_plain(one) for one in node.elts]
    if isinstance(node, ast.Call):
        return _called(node)
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError):
        raise _not_plain(node) from None


def _called(node: ast.Call) -> Any:
    """Return what the calls mean that PRB files have: ``range``, ``list``, ``np.int64(3)``, ``np.array([...])``."""
    function = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    arguments = [_plain(one) for one in node.args]
    if function in _RANGES and 1 <= len(arguments) <= 3 and all(isinstance(one, int) for one in arguments):
        numbers = range(*arguments) if len(arguments) < 3 or arguments[2] else range(0)
        if len(numbers) > MOST_CONTACTS:
            raise _refused(f"{NO_PRB}: line {node.lineno} gives more than {MOST_CONTACTS} numbers")
        return list(numbers)
    if function in _LISTS and arguments and isinstance(arguments[0], list):
        return arguments[0]
    if function == "dict" and not arguments and all(one.arg for one in node.keywords):
        return {one.arg: _plain(one.value) for one in node.keywords}
    is_number = len(arguments) == 1 and isinstance(arguments[0], (int, float))
    if is_number and function.startswith(("int", "uint")):
        return int(arguments[0])
    if is_number and function.startswith("float"):
        return float(arguments[0])
    raise _not_plain(node)


def _not_plain(node: ast.AST) -> ConfigError:
    shown = ast.unparse(node)[:60]
    message = (
        f"{NO_PRB} of plain data: line {getattr(node, 'lineno', '?')} computes {shown!r}, but PRB files are "
        "never executed; write the values out, or save the probe as probeinterface's JSON"
    )
    return _refused(message)
