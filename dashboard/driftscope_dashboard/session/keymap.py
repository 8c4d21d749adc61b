"""What every key does: the one table from which keys are obeyed and the list of keys is shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from ..reduce.selection import chosen_units, neighbour_spike
from ..reduce.trace_scale import LEAST_GAIN, MOST_GAIN, next_gain
from .selection import TraceMode
from .state import State

WINDOW_STEP = 1.5
SMALL_STEP, LARGE_STEP = 0.1, 10.0
WHOLE_S = 20.0
"""How long the whole recording takes to play by default."""
EXAGGERATIONS = (1.0, 5.0, 10.0)
"""How many times as long as they are the arrows of the motion can be drawn."""
SPEEDS = (0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 25.0, 100.0)

Command = Callable[[State], None]


@dataclass(frozen=True)
class Shortcut:
    """A line of the table.

    Attributes
    ----------
    group : str
        Under which heading it is listed.
    shown : str
        The keys, or the gesture, as they are written for people.
    words : str
        What it does.
    commands : tuple of (str, callable)
        For each key, named as browsers name it, what is done; nothing for what is done elsewhere.
    """

    group: str
    shown: str
    words: str
    commands: tuple[tuple[str, Command], ...] = ()


def go_to(state: State, time_s: float) -> None:
    """Move the cursor, within the recording."""
    duration = state.session.simulation.config.duration_s
    state.selection.look(time_s=min(max(time_s, 0.0), duration))


def step(state: State, windows: float) -> None:
    """Move the cursor by so many windows."""
    go_to(state, state.selection.time_s + windows * state.selection.window_s)


def scale_window(state: State, factor: float) -> None:
    """Make the window longer or shorter."""
    state.selection.look(window_s=round(state.selection.window_s * factor, 4))


def scale_gain(state: State, factor: float) -> None:
    """Draw traces higher or lower."""
    state.selection.look(gain=min(max(state.selection.gain * factor, LEAST_GAIN), MOST_GAIN))


def step_gain(state: State, direction: int) -> None:
    """Draw traces higher, or lower for a negative direction, at the next round potential of a row."""
    state.selection.look(gain=next_gain(state.selection.gain, direction))


def show(state: State, mode: TraceMode) -> None:
    """Show some kind of traces."""
    state.selection.look(mode=mode)


def jump(state: State, direction: int) -> None:
    """Go to the next or the previous spike of the selected units, or of the units within the depth range shown."""
    simulation, selection = state.session.simulation, state.selection
    units = chosen_units(selection.units, selection.depths_um, simulation.locations_um[:, 1])
    whose = "of the selection" if selection.units or selection.depths_um else "of any unit"
    rate, total = simulation.config.sampling_frequency_hz, simulation.config.num_samples
    found = None
    if units or whose == "of any unit":
        found = neighbour_spike(simulation.spikes, units, round(selection.time_s * rate), direction, total)
    if found is None:
        state.notices.say(f"There is no {'later' if direction > 0 else 'earlier'} spike {whose}.")
    else:
        go_to(state, found / rate)


def play_or_pause(state: State) -> None:
    """Let the cursor move on, or stop it; from the end it begins anew."""
    selection = state.selection
    if not selection.playing and selection.time_s >= state.session.simulation.config.duration_s:
        go_to(state, 0.0)
    selection.look(playing=not selection.playing)


def speed_of(state: State) -> float:
    """Return how many seconds of recording a second of playing shows."""
    return state.selection.speed or state.session.simulation.config.duration_s / WHOLE_S


def advance(state: State, seconds: float) -> None:
    """Play on for some seconds of waiting; playing stops at the recording's end."""
    if state.selection.playing:
        go_to(state, state.selection.time_s + seconds * speed_of(state))
        if state.selection.time_s >= state.session.simulation.config.duration_s:
            state.selection.look(playing=False)


def exaggerate(state: State) -> None:
    """Draw the arrows of the motion the next number of times as long as they are."""
    now = state.selection.exaggeration
    at = EXAGGERATIONS.index(now) if now in EXAGGERATIONS else 0
    state.selection.look(exaggeration=EXAGGERATIONS[(at + 1) % len(EXAGGERATIONS)])


def show_all_depths(state: State) -> None:
    """Show the whole probe."""
    state.selection.look(depths_um=None)


def _by(command: Callable[..., None], amount: object) -> Command:
    return lambda state: command(state, amount)


SHORTCUTS = (
    Shortcut("Time", "space", "Play or pause", ((" ", play_or_pause),)),
    Shortcut(
        "Time", "← →", "Back or forward by a tenth of the window",
        (("ArrowLeft", _by(step, -SMALL_STEP)), ("ArrowRight", _by(step, SMALL_STEP))),
    ),
    Shortcut(
        "Time", "shift ← →", "Back or forward by ten windows",
        (("shift+ArrowLeft", _by(step, -LARGE_STEP)), ("shift+ArrowRight", _by(step, LARGE_STEP))),
    ),
    Shortcut(
        "Time", "n p", "Next, previous spike of the selection; with a result, its misses",
        (("n", _by(jump, 1)), ("p", _by(jump, -1))),
    ),
    Shortcut(
        "Time", "[ ]", "Shorter, longer window",
        (("[", _by(scale_window, 1 / WINDOW_STEP)), ("]", _by(scale_window, WINDOW_STEP))),
    ),
    Shortcut(
        "Traces", "+ −", "Larger, smaller traces",
        (("+", _by(step_gain, 1)), ("=", _by(step_gain, 1)), ("-", _by(step_gain, -1))),
    ),
    Shortcut(
        "Traces", "s d b", "Static, drifting, or both side by side",
        (("s", _by(show, "static")), ("d", _by(show, "drifting")), ("b", _by(show, "side by side"))),
    ),
    Shortcut("Traces", "wheel", "Longer or shorter window; with shift, larger or smaller traces"),
    Shortcut("Traces", "drag", "Move through time"),
    Shortcut("Selection", "click", "Probe: select a unit, with shift several. Motion, driftmap: move the time cursor"),
    Shortcut("Selection", "drag", "Probe, or driftmap with shift: show a depth range. Minimap: move or resize it"),
    Shortcut("Selection", "drag", "Probe, the selected unit's ring, or alt and arrows: change its resting position"),
    Shortcut("Selection", "drag", "Motion, driftmap: the cursor and the marked window follow the pointer"),
    Shortcut("Selection", ", .", "Next deeper, next shallower unit"),
    Shortcut("Selection", "w", "The unit and time most reduced by drift; again: the next"),
    Shortcut("Selection", "esc", "Select nothing", (("Escape", lambda state: state.selection.clear()),)),
    Shortcut("Pictures", "wheel", "Motion, driftmap: zoom time, with shift depth. Probe: zoom depth"),
    Shortcut("Pictures", "double\u00a0click", "Back to the initial view; again: everything. Minimap: all depths"),
    Shortcut("Pictures", "o", "All depths", (("o", show_all_depths),)),
    Shortcut("Pictures", "e", "Draw displacement arrows 1, 5 or 10 times as long", (("e", exaggerate),)),
    Shortcut("Pictures", "← → ↑ ↓", "In the focused picture: pan; with shift ↑ ↓, more or fewer depths"),
    Shortcut("Pictures", "z x", "In the focused picture: zoom in and out"),
    Shortcut(
        "Configuration", "ctrl z y", "Undo, redo",
        (
            ("ctrl+z", lambda state: state.session.undo()),
            ("ctrl+y", lambda state: state.session.redo()),
            ("ctrl+shift+z", lambda state: state.session.redo()),
        ),
    ),
    Shortcut("Configuration", "1 2 3", "Restore snapshot A, B, C, or save one; with shift, replace it"),
    Shortcut("Page", "m", "Enlarge the last used picture, or restore it; same as a double click on its title"),
    Shortcut("Page", "f", "Hide or show the form"),
    Shortcut("Page", "P", "Presentation: large type, no form; esc to leave"),
    Shortcut("Page", "page\u00a0↑ page\u00a0↓", "While presenting: previous, next snapshot"),
    Shortcut("Configuration", "alt ↑ ↓", "In the list of motions: move one up or down"),
    Shortcut("Configuration", "?", "This help"),
)  # fmt: skip
"""All of them, in the order of the list."""


def commands() -> dict[str, Command]:
    """Return what is done by key."""
    return {key: command for shortcut in SHORTCUTS for key, command in shortcut.commands}


def obey(state: State, key: str) -> None:
    """Do what a key stands for; nothing for others."""
    commands().get(key, lambda state: None)(state)


def sheet(shortcuts: Sequence[Shortcut] = SHORTCUTS) -> list[list[object]]:
    """Return the list of keys: headings, each with pairs of keys and words."""
    groups: dict[str, list[list[str]]] = {}
    for shortcut in shortcuts:
        groups.setdefault(shortcut.group, []).append([shortcut.shown, shortcut.words])
    return [[group, lines] for group, lines in groups.items()]


def renamed(shortcuts: Sequence[Shortcut], words: Mapping[str, str]) -> tuple[Shortcut, ...]:
    """Return keys and gestures, some of which are called otherwise."""
    return tuple(replace(one, words=words.get(one.words, one.words)) for one in shortcuts)
