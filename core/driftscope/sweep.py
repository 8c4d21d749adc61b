"""Families of configurations: one in which parameters vary, as a grid or in pairs, and a recording of each."""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from itertools import product
from math import prod
from pathlib import Path
from typing import Any, Literal

from .base import Config, ConfigError, Problem
from .durable import replace_durably
from .export import ExportError, ExportOptions, export
from .export.errors import system_errors_as_export_errors
from .export.manifest import MANIFEST, is_finished
from .export.progress import in_bytes
from .export.source_kinds import source_for
from .export.writer import PART, plan_for, refuse

MOST_MEMBERS = 1_000
INDEX = "index.csv"
_LONGEST_NAME = 100

State = Literal["finished", "begun", "missing"]


@dataclass(frozen=True)
class Member:
    """One configuration of a parameter sweep.

    Attributes
    ----------
    name : str
        What varies, as a folder's name: ``level_uv=5,amplitude_factor=0.25``.
    values : dict
        What varies, by path, as it stands in the configuration.
    config : SimulationConfig or HybridConfig
        The configuration.
    """

    name: str
    values: dict[str, Any]
    config: Config


def family(base: Config, varied: Mapping[str, Sequence[Any]], *, paired: bool = False) -> tuple[Member, ...]:
    """Return the configurations for all combinations of parameter values.

    Parameters
    ----------
    base : SimulationConfig or HybridConfig
        What they have in common.
    varied : mapping
        The values of each parameter, by dotted path.
    paired : bool
        The first values together, the second together, and so on, instead of each with each.

    Returns
    -------
    tuple of Member
        With each other, the last parameter varies the fastest.

    Raises
    ------
    ConfigError
        With every problem of every member: a path that does not exist, values that are not valid, two members that are
        alike, more than 1000 of them, or values that cannot be paired.

    Examples
    --------
    >>> from driftscope import SimulationConfig
    >>> for member in family(SimulationConfig(), {"noise.level_uv": [5, 10], "seed": [1, 2]}):
    ...     print(member.name, member.config.noise.level_uv, member.config.seed)
    level_uv=5,seed=1 5.0 1
    level_uv=5,seed=2 5.0 2
    level_uv=10,seed=1 10.0 1
    level_uv=10,seed=2 10.0 2
    """
    if problems := list(_problems_of_size(varied, paired)):
        raise ConfigError(problems)
    rows = zip(*varied.values(), strict=True) if paired else product(*varied.values())
    configs = []
    found: dict[str, Problem] = {}
    for row in rows:
        try:
            configs.append(base.replace(dict(zip(varied, row, strict=True))))
        except ConfigError as error:
            found |= {str(problem): problem for problem in error.problems}
    if not found:
        found = {str(problem): problem for problem in _alike(configs, varied)}
    if found:
        raise ConfigError(found.values())
    values = [{path: _value_at(config, path) for path in varied} for config in configs]
    return tuple(map(Member, _names(configs, values), values, configs))


def _problems_of_size(varied: Mapping[str, Sequence[Any]], paired: bool) -> Iterator[Problem]:
    lengths = {path: len(values) for path, values in varied.items()}
    if not varied:
        yield Problem("", "nothing varies: give at least one parameter with its values")
    for path, length in lengths.items():
        if length == 0:
            yield Problem(path, "has no values", [])
    if paired and len(set(lengths.values())) > 1:
        said = ", ".join(f"{path} has {length}" for path, length in lengths.items())
        yield Problem("", f"paired parameters must have the same number of values: {said}", lengths)
    number = max(lengths.values(), default=0) if paired else prod(lengths.values())
    if number > MOST_MEMBERS:
        yield Problem("", f"a sweep can have at most {MOST_MEMBERS} recordings: use fewer values", number)


def _alike(configs: Sequence[Config], varied: Mapping[str, Sequence[Any]]) -> Iterator[Problem]:
    seen: set[str] = set()
    for config in configs:
        if config.digest in seen:
            values = ", ".join(f"{path} = {in_a_word(_value_at(config, path))}" for path in varied)
            yield Problem("", f"two recordings have the same configuration ({values}): give every value once")
        seen.add(config.digest)


def _value_at(config: Config, path: str) -> Any:
    here: Any = config.to_dict()
    for part in path.split("."):
        here = here[int(part) if isinstance(here, list) else part]
    return here


def _names(configs: Sequence[Config], values: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return a name for every member that does not change when others join; its digest when words would not do."""
    short = _shortest_ends(list(values[0]))
    names = [",".join(f"{short[path]}={in_a_word(value)}" for path, value in row.items()) for row in values]
    can_be_folders = all(re.fullmatch(rf"[\w.,=+-]{{1,{_LONGEST_NAME}}}", name, re.ASCII) for name in names)
    if can_be_folders and len({name.casefold() for name in names}) == len(names):
        return names
    return [config.digest[:16] for config in configs]


def _shortest_ends(paths: Sequence[str]) -> dict[str, str]:
    """Return the shortest last part of every path by which it can be told from the others."""
    ends = {path: [".".join(path.split(".")[-length:]) for length in range(1, path.count(".") + 2)] for path in paths}
    counts = Counter(end for several in ends.values() for end in several)
    return {path: next((end for end in several if counts[end] == 1), path) for path, several in ends.items()}


def in_a_word(value: Any) -> str:
    """Return a value as text for names and the index."""
    if isinstance(value, dict) and value.keys() == {"low", "high"}:
        return f"{in_a_word(value['low'])}..{in_a_word(value['high'])}"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def state_of(target: Path) -> State:
    """Return whether the recording in a folder is finished, begun or missing.

    Parameters
    ----------
    target : Path
        The folder that it is written to.
    """
    if (target / MANIFEST).exists():
        return "finished"
    return "begun" if target.with_name(f"{target.name}{PART}").exists() else "missing"


@system_errors_as_export_errors()
def sweep(
    members: Sequence[Member],
    folder: str | Path,
    options: ExportOptions | None = None,
    *,
    report: Callable[[Member, State], None] | None = None,
    **how: Any,
) -> Path:
    """Write the recordings of a sweep, each into its own folder, with an index; continue after interruptions.

    Parameters
    ----------
    members : sequence of Member
        What is written.
    folder : str or Path
        Where; members that are finished there are left alone.
    options : ExportOptions, optional
        Format, which recordings, and how samples are written.
    report : callable, optional
        Told every member and its state before it is written or left alone.
    **how : Any
        What `driftscope.export.export` takes besides: jobs, scheduler, progress, cancel.

    Returns
    -------
    Path
        The index: a CSV table with folder, state and every varied parameter.

    Raises
    ------
    ExportError
        When something else stands where a member goes, or the system or a format refuses to write one.
    """
    place = Path(folder).absolute()
    options = options or ExportOptions()
    _refuse(members, place, options)
    place.mkdir(parents=True, exist_ok=True)
    index = write_index(members, place)
    for member in members:
        state = state_of(place / member.name)
        if report is not None:
            report(member, state)
        if state == "finished":
            continue
        try:
            export(source_for(member.config), place / member.name, options, **how)
        finally:
            write_index(members, place)
    return index


def _refuse(members: Sequence[Member], folder: Path, options: ExportOptions) -> None:
    """Raise an ExportError that names everything for which the family cannot be written."""
    problems = list(_in_the_way(members, folder, options))
    needed = 0
    for member in members:
        if not problems and state_of(folder / member.name) == "missing":
            plan, target = plan_for(source_for(member.config), folder / member.name, options)
            refuse(plan, target)
            needed += plan.disk_bytes
    problems += _disk_problems(folder, needed)
    if problems:
        raise ExportError("\n".join(problems))


def _disk_problems(folder: Path, needed_bytes: int) -> Iterator[str]:
    place = next(place for place in (folder, *folder.parents) if place.exists())
    if needed_bytes > (free := shutil.disk_usage(place).free):
        yield (
            f"{in_bytes(needed_bytes)} needed in {place}, but only {in_bytes(free)} free: free space, choose another "
            "disk, fewer values, or a shorter recording"
        )


def _in_the_way(members: Sequence[Member], folder: Path, options: ExportOptions) -> Iterator[str]:
    """Say what stands where members go and is something else."""
    others = [member.name for member in members if not _is_free_for(member, folder / member.name, options)]
    if others:
        more = f" and {len(others) - 3} more" if len(others) > 3 else ""
        yield (
            f"{folder} already contains {' and '.join(others[:3])}{more} with other content or options: choose another "
            "folder, or remove it"
        )


def _is_free_for(member: Member, target: Path, options: ExportOptions) -> bool:
    if not target.exists():
        return True
    return is_finished(target, source_for(member.config).config.to_dict(), options.to_dict())


def write_index(members: Sequence[Member], folder: Path) -> Path:
    """Write the index of a sweep atomically.

    Rows of an earlier table with the same parameters are kept.

    Parameters
    ----------
    members : sequence of Member
        The recordings of the family.
    folder : Path
        Where their folders are.

    Returns
    -------
    Path
        The table, ``index.csv``.
    """
    index, header = folder / INDEX, ["folder", "state", *members[0].values]
    rows = {member.name: [*map(in_a_word, member.values.values())] for member in members}
    for name, _, *values in _rows_of(index, header):
        if (folder / name).exists():
            rows.setdefault(name, values)
    text = StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(header)
    table.writerows([name, state_of(folder / name), *values] for name, values in rows.items())
    beside = index.with_name(f".{INDEX}.part")
    beside.write_text(text.getvalue(), encoding="utf-8")
    replace_durably(beside, index)
    return index


def _rows_of(index: Path, header: list[str]) -> list[list[str]]:
    """Return the rows of a table, none when it is not there or has other columns."""
    if not index.exists():
        return []
    [first, *rows] = list(csv.reader(StringIO(index.read_text(encoding="utf-8")))) or [[]]
    return [row for row in rows if len(row) == len(header)] if first == header else []
