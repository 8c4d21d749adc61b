"""One page for every visitor: its state, and its views and controls on it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from functools import partial
from typing import Any

import panel as pn
from driftscope import ConfigError, Problem, Simulation, SimulationConfig
from driftscope.base import quoted
from driftscope.presets import PRESETS

from ..form.editor import Editor
from ..kinds import Kind, kind_of
from ..lessons import ADDRESSES, Asked, LessonCard, Offer, Shelf, asked_for, opening_link, preferred_languages
from ..session.allowed_paths import AllowedPaths
from ..session.defaults import changed_groups
from ..session.export_jobs import OUTPUT, ExportJobs, VisibleExportJobs
from ..session.looks import look_first, preset_of
from ..session.page_rules import PageRules
from ..session.selection import Tab
from ..session.session import Session
from ..session.sharing import LinkError, Shared, decode, encode
from ..session.state import Appearance, State
from ..views.base import tab_of
from ..workbench import AddressNode, Notices, PageNode, StorageNode
from .address import Address
from .browser_storage import BrowserStorage
from .layout import IN_THE_LOG, Parts, page, sorry
from .page_context import PageContext
from .story import Story
from .tabs import Tabs
from .timebar import Timebar

THEME_COOKIE = "driftscope-theme"
BEGIN_AGAIN = f"{IN_THE_LOG} You can start again from a preset."
OTHER_PAGE = "Recordings of this kind have their own page."

logger = logging.getLogger(__name__)


def create_page(
    kind: Kind,
    start: Any = None,
    export_jobs: VisibleExportJobs | None = None,
    allowed: AllowedPaths | None = None,
    opened: Callable[[State], None] | None = None,
    shelf: Shelf | None = None,
) -> pn.Template:
    """Make the page of one visitor; when it cannot be made, a page that says so and leads on.

    Parameters
    ----------
    kind : Kind
        Of which kind of recordings.
    start : Config, optional
        What it begins with, unless its address names something else.
    export_jobs : VisibleExportJobs, optional
        The recordings that are written from all pages of the server.
    allowed : AllowedPaths, optional
        Which files a page may open; none by default.
    opened : callable, optional
        Is told the state of the page.
    shelf : Shelf, optional
        The lessons that it offers.

    Returns
    -------
    panel.Template
        The page.
    """
    export_jobs, allowed = export_jobs or ExportJobs(OUTPUT).seen_by(None), allowed or AllowedPaths()
    try:
        return _workspace(kind, start or kind.fallback(), export_jobs, allowed, opened, shelf or Shelf())
    except Exception as error:
        logger.exception("a page cannot be made")
        advice = BEGIN_AGAIN if kind.has_presets else IN_THE_LOG
        return sorry(str(error) or type(error).__name__, *kind.fallback_link, chosen_appearance(), advice=advice)


def chosen_appearance() -> bool | None:
    """Return whether this visitor chose dark, or None without a choice."""
    return {"dark": True, "light": False}.get((pn.state.cookies or {}).get(THEME_COOKIE, ""))


def _workspace(
    kind: Kind, start: Any, jobs: VisibleExportJobs, allowed: AllowedPaths, opened: Callable[[State], None] | None,
    shelf: Shelf,
) -> pn.Template:  # fmt: skip
    offer, asked = offered(shelf)
    shared, complaint = shared_link()
    as_it_is = shared is not None
    if asked.file is not None and shared is None:
        if (page_name := asked.file.lesson.page_of(asked.number)) != kind.name:
            return lesson_elsewhere(asked, page_name)
        shared, complaint = opening_link(asked.file.lesson, asked.number)
    complaint = f"{complaint}\n{asked.complaint}".strip()
    wanted, complaint = (shared.config, "") if shared else _asked_for(kind, start, complaint)
    if not isinstance(wanted, kind.config):
        return other_page(wanted)
    rules = PageRules(allowed, start)
    try:
        rules.refuse(wanted)
    except ConfigError as error:
        shared, wanted, complaint = None, kind.fallback(), str(error)
    session, failure = _session(kind, kind.first_seen(wanted, start), rules)
    state = first_state(session, shared, kind.tab)
    if opened:
        opened(state)
    context = PageContext(state, pn.state.curdoc, asyncio.get_running_loop(), jobs, allowed)
    context.lessons = offer
    complaint = f"{complaint}\n{failure}".strip()
    card = LessonCard(state, context, offer, kind.name)
    if asked.file is not None and (as_it_is or shared is not None):
        card.begin(asked, as_it_is=as_it_is)
    made, link = furnished(kind, state, context, complaint, kind.editor(state, context, allowed), card)
    _lead_back(kind, state, context, link)
    if not failure:
        kind.arrive(state, wanted, shared)
    return made


def offered(shelf: Shelf) -> tuple[Offer, Asked]:
    """Return the lessons in the reader's languages, and the one that the address asks for."""
    arguments = pn.state.session_args or {}
    headers = {name.lower(): str(value) for name, value in (pn.state.headers or {}).items()}
    languages = preferred_languages(arguments, headers.get("accept-language", ""))
    return Offer(shelf, languages), asked_for(shelf, arguments)


def lesson_elsewhere(asked: Asked, page_name: str) -> pn.Template:
    """Lead to the page on which a step of a lesson takes place."""
    lesson_file = asked.file
    assert lesson_file is not None  # noqa: S101 - it was asked for
    address = f"{ADDRESSES[page_name]}?lesson={lesson_file.lesson.id}&step={asked.number + 1}"
    words = f"This step of the lesson “{lesson_file.lesson.title}” is about {page_name} recordings."
    return sorry(words, address, "Open it there", chosen_appearance(), advice=OTHER_PAGE, again=False)


def other_page(config: Any) -> pn.Template:
    """Lead to the page that opens what this one does not."""
    kind = kind_of(config)
    words = f"This link belongs to a {kind.name} recording."
    address = f"{kind.address}?c={encode(Shared(config))}"
    return sorry(words, address, "Open it there", chosen_appearance(), advice=OTHER_PAGE, again=False)


def first_state(session: Session, shared: Shared | None, tab: Tab | None = None) -> State:
    """Return a page's state as it begins: as a link says, or with the cursor in the middle."""
    state = State(session, appearance=Appearance(dark=bool(chosen_appearance())))
    state.selection.look(time_s=session.simulation.config.duration_s / 2)
    if preset := preset_of(session.config):
        look_first(state, preset)
    if tab is not None:
        state.selection.look(tab=tab)
    if shared and shared.config == session.config:
        shared.look.show_in(state.selection, session.simulation.config)
    return state


def furnished(
    kind: Kind, state: State, context: PageContext, complaint: str, editor: Editor, card: LessonCard
) -> tuple[pn.Template, PageNode]:
    """Put views, actions and controls onto a page.

    Parameters
    ----------
    kind : Kind
        Whose views and actions these are.
    state, context
        What the page is about, and what it offers to its parts.
    complaint : str
        What went wrong before there was a page.
    editor : Editor
        The controls of the configuration.
    card : LessonCard
        The lesson, if there is one.
    """
    state.session.build = _builder(context)
    notices, link = Notices(first=complaint), PageNode(value=chosen_appearance())
    address, storage = AddressNode(), StorageNode()
    BrowserStorage(state, context, storage, Address(state, context, address), kind.config)
    pictures = {view: view(state, context) for view in sorted(kind.views, key=lambda view: not view.first)}
    views = [pictures[view] for view in kind.views]
    tabs = Tabs(state, context, [tab_of(view) for view in views if view.area == "tabs"])
    actions = [action(state, context) for action in kind.actions]
    story = Story(state, context)
    _hush(editor, card)
    parts = Parts(
        views=views, actions=actions, editor=editor, timebar=Timebar(state, context), tabs=tabs,
        story=story, notices=notices, page=link, address=address, storage=storage, lesson=card.node,
    )  # fmt: skip
    made = page(parts, context)
    _connect(state, context, notices, link)
    for view in pictures.values():
        view.refresh()
    story.refresh()
    pn.state.on_session_destroyed(lambda _: context.close())
    return made, link


def _hush(editor: Editor, card: LessonCard) -> None:
    """Let the form give no advice on what a lesson asks about."""

    def follow() -> None:
        lesson = None if card.run.free else card.run.lesson
        editor.hush(() if lesson is None else lesson.quiet)

    card.run.subscribe({"lesson", "free"}, follow)
    follow()


def summary(config: SimulationConfig, simulation: Simulation, window_ms: float = 0.0) -> str:
    """Return what a configuration makes, in a line: its size as float32 and as int16, the time of a window.

    Examples
    --------
    >>> config = SimulationConfig()
    >>> summary(config, Simulation(config), 31.2)
    '128 channels · 250 units · 750k spikes · 9.2 GB, as int16 4.6 GB · 31 ms'
    """
    channels = len(simulation.contact_positions_um)
    size = config.num_samples * channels * 4
    spikes = _short(simulation.expected_spikes)
    took = f" · {window_ms:.0f} ms" if window_ms else ""
    sizes = f"{_short(size, 'B')}, as int16 {_short(size / 2, 'B')}"
    units = config.units.num_units
    counted = f"{channels} channel{'' if channels == 1 else 's'} · {units} unit{'' if units == 1 else 's'}"
    return f"{counted} · {spikes} spikes · {sizes}{took}"


def _short(number: float, unit: str = "") -> str:
    for factor, prefix in ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")):
        if number >= factor:
            return f"{number / factor:.3g}{' ' if unit else ''}{prefix}{unit}"
    return f"{number:.0f}{' ' if unit else ''}{unit}"


def shared_link() -> tuple[Shared | None, str]:
    """Return what a shared link holds; nothing, and a complaint, when it cannot be read."""
    [code, *_] = (pn.state.session_args or {}).get("c", [b""])
    if not code:
        return None, ""
    try:
        return decode(code.decode(errors="replace")), ""
    except LinkError as error:
        return None, str(error)


def _asked_for(kind: Kind, start: Any, complaint: str = "") -> tuple[Any, str]:
    """Return the configuration that the page's address asks for, and a complaint when there is none."""
    [name, *_] = (pn.state.session_args or {}).get("preset", [b""])
    preset = name.decode(errors="replace")
    if not preset or not kind.has_presets:
        return start, complaint
    if preset in PRESETS:
        return PRESETS[preset].config, ""
    return start, f"Unknown preset {quoted(preset)}. Available: {', '.join(PRESETS)}."


def _session(kind: Kind, config: Any, rules: PageRules) -> tuple[Session, str]:
    """Return a session, of what its kind falls back to when a configuration cannot be made, and why it cannot."""
    try:
        return kind.session(config, rules.refuse), ""
    except ConfigError as error:
        return kind.session(kind.fallback(), rules.refuse), str(error)


def _builder(context: PageContext) -> Callable[..., None]:
    """Return what makes the session's simulations ready beside the event loop."""

    def compute(request: tuple[SimulationConfig, Any, Any]) -> Callable[[], None]:
        config, done, failed = request
        try:
            return partial(done, context.state.session.make(config))
        except ConfigError as error:
            return partial(failed, list(error.problems))
        except Exception as error:
            logger.exception("a simulation cannot be made")
            return partial(failed, [Problem("", str(error) or type(error).__name__)])

    latest = context.latest_only(compute, lambda finish: finish())
    return lambda config, done, failed: latest.ask((config, done, failed))


def _connect(state: State, context: PageContext, notices: Notices, link: PageNode) -> None:
    """Let the page as a whole follow the state."""
    session = state.session

    def describe() -> None:
        link.summary = summary(session.simulation.config, session.simulation, state.activity.window_ms)

    def say() -> None:
        _, tone, words = state.notices.latest
        notices.say(words, tone)

    def chosen_by_browser(value: Any) -> None:
        state.appearance.use(dark=bool(value))

    def work() -> None:
        link.status = state.activity.word

    def dress() -> None:
        link.value = state.appearance.dark

    describe()
    work()
    session.subscribe({"simulation"}, describe)
    state.activity.subscribe({"running"}, work)
    state.activity.subscribe({"window_ms"}, describe)
    state.notices.subscribe({"latest"}, say)
    state.appearance.subscribe({"dark"}, dress)
    link.on_set(context.safe(chosen_by_browser))


def _lead_back(kind: Kind, state: State, context: PageContext, link: PageNode) -> None:
    """Offer, in the heading of every group that was changed, the way back to its defaults."""

    def follow() -> None:
        link.changed = list(changed_groups(state.session.config, kind.form.groups_of, kind.form.default_of))

    def reset(message: Any) -> None:
        if changes := changed_groups(state.session.config, kind.form.groups_of, kind.form.default_of).get(
            str(message.get("reset"))
        ):
            state.session.change(changes)

    follow()
    state.session.subscribe({"config"}, follow)
    link.on_message(context.safe(reset))
