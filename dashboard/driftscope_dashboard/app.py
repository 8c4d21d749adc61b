"""One page for every visitor: its state, its views and controls on it, and the server that brings them."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial, wraps
from typing import Any

import panel as pn
from driftscope import ConfigError, Problem, Simulation, SimulationConfig
from driftscope.presets import PRESETS

from .actions import all_actions
from .axes import Axes
from .controls import Notices, PageLink
from .defaults import changed_groups
from .editor import Editor
from .latest import Latest
from .layout import page
from .sharing import LinkError, Look, Shared, decode, link_of
from .state import Appearance, Session, State, build_now, ready
from .tabs import Tabs
from .timebar import Timebar
from .views import all_views

HOST = "127.0.0.1"
MOST_MESSAGE_BYTES = 16 * 2**20
THEME_COOKIE = "driftscope-theme"
LINK_REST_MS = 300

logger = logging.getLogger(__name__)


@cache
def _workers() -> ThreadPoolExecutor:
    """Return the threads in which all pages compute."""
    return ThreadPoolExecutor(max_workers=min(4, (os.cpu_count() or 1) + 1), thread_name_prefix="driftscope")


class Desk:
    """What one page offers to its parts: computing beside the event loop, and words instead of tracebacks.

    Parameters
    ----------
    state : State
        The page's state.
    document : bokeh.document.Document
        The page's document.
    loop : asyncio.AbstractEventLoop
        Where the document lives.
    """

    def __init__(self, state: State, document: Any, loop: asyncio.AbstractEventLoop) -> None:
        self.state, self.document = state, document
        self.axes = Axes(state.session)
        self._closed = self._loaded = False
        self._loop = loop
        self._waiting: list[Callable[[], None]] = []

    def keeper(self, compute: Callable[[Any], Any], deliver: Callable[[Any], None]) -> Latest[Any, Any]:
        """Return a keeper of the newest request that computes beside the event loop."""
        return Latest(compute, self.guarded(deliver), self.failed, _workers(), self.schedule, self.state.activity)

    def schedule(self, function: Callable[[], None]) -> None:
        """Run a function on the page's event loop, once the browser has the page; nothing happens when it is gone."""
        if not self._closed:
            self._loop.call_soon_threadsafe(self._queue, function)

    def _queue(self, function: Callable[[], None]) -> None:
        """Take a turn in the document; asked for by another thread while changes are held, the turn could be lost."""
        if not self._closed:
            self.document.add_next_tick_callback(partial(self._run, function))

    def _run(self, function: Callable[[], None]) -> None:
        """Run a function, or keep it until the browser has the page.

        What changes while the browser still fetches the page would be lost: the page it fetches does not have it yet,
        and Panel sends changes only from then on.
        """
        if self._loaded:
            self.held(function)()
        else:
            self._waiting.append(function)

    def load(self) -> None:
        """Note that the browser has the page, and show what was finished meanwhile."""
        self._loaded = True
        waiting, self._waiting = self._waiting, []
        self.held(_one_after_the_other)(waiting)

    def held(self, function: Callable[..., None]) -> Callable[..., None]:
        """Return a callback all of whose changes reach the browser together."""

        @wraps(function)
        def together(*args: Any) -> None:
            with pn.io.hold(self.document):
                function(*args)

        return together

    def guarded(self, function: Callable[..., None]) -> Callable[..., None]:
        """Return a callback that holds all its changes together and turns errors into words."""

        def safely(*args: Any) -> None:
            try:
                function(*args)
            except Exception as error:
                self.failed(error)

        return self.held(safely)

    def failed(self, error: BaseException) -> None:
        """Say what went wrong."""
        if isinstance(error, ConfigError):
            self.state.notices.say(str(error), "error")
        else:
            logger.error("a callback failed", exc_info=error)
            words = str(error) or type(error).__name__
            self.state.notices.say(f"That did not work: {words}", "error")

    def later(self, function: Callable[[], None], milliseconds: int) -> None:
        """Run a function on the page's event loop after a while; at once without a document."""
        if self.document is None:
            function()
        elif not self._closed:
            self.document.add_timeout_callback(self.guarded(function), milliseconds)

    def close(self) -> None:
        """Forget the page."""
        self._closed = True


def _one_after_the_other(functions: list[Callable[[], None]]) -> None:
    for function in functions:
        function()


def create_app(start: SimulationConfig) -> pn.Template:
    """Make the page of one visitor.

    Parameters
    ----------
    start : SimulationConfig
        What it begins with, unless its address names a preset.

    Returns
    -------
    panel.Template
        The page.
    """
    shared, complaint = _shared()
    config, complaint = (shared.config, "") if shared else _asked_for(start, complaint)
    session, complaint = _session(config, complaint)
    dark = {"dark": True, "light": False}.get((pn.state.cookies or {}).get(THEME_COOKIE, ""))
    state = State(session, appearance=Appearance(dark=bool(dark)))
    state.selection.look(time_s=session.config.duration_s / 2)
    if shared and shared.config == session.config:
        shared.look.show_in(state.selection, session.config)
    desk = Desk(state, pn.state.curdoc, asyncio.get_running_loop())
    session.build = _builder(desk)
    notices, link = Notices(first=complaint), PageLink(dark=dark)
    views = [view(state, desk) for view in all_views()]
    actions = [action(state, desk) for action in all_actions()]
    made = page(
        views=views, actions=actions, editor=Editor(state, desk), timebar=Timebar(state, desk),
        tabs=Tabs(state, desk), notices=notices, link=link, dark=dark,
    )  # fmt: skip
    _connect(state, desk, notices, link)
    _keep_link(state, desk, link)
    _lead_back(state, desk, link)
    for view in views:
        view.refresh()
    pn.state.onload(desk.load)
    pn.state.on_session_destroyed(lambda _: desk.close())
    return made


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
    return f"{channels} channels · {config.units.num_units} units · {spikes} spikes · {sizes}{took}"


def _short(number: float, unit: str = "") -> str:
    for factor, prefix in ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")):
        if number >= factor:
            return f"{number / factor:.3g}{' ' if unit else ''}{prefix}{unit}"
    return f"{number:.0f}{' ' if unit else ''}{unit}"


def _shared() -> tuple[Shared | None, str]:
    """Return what a shared link holds; nothing, and a complaint, when it cannot be read."""
    [code, *_] = (pn.state.session_args or {}).get("c", [b""])
    if not code:
        return None, ""
    try:
        return decode(code.decode(errors="replace")), ""
    except LinkError as error:
        return None, str(error)


def _asked_for(start: SimulationConfig, complaint: str = "") -> tuple[SimulationConfig, str]:
    """Return the configuration that the page's address asks for, and a complaint when there is none."""
    [name, *_] = (pn.state.session_args or {}).get("preset", [b""])
    preset = name.decode(errors="replace")
    if not preset:
        return start, complaint
    if preset in PRESETS:
        return PRESETS[preset].config, ""
    return start, f"There is no preset {preset!r}; there are {', '.join(PRESETS)}."


def _session(config: SimulationConfig, complaint: str) -> tuple[Session, str]:
    """Return a session, of the first preset when a configuration cannot be made."""
    try:
        return Session(config, build_now), complaint
    except ConfigError as error:
        fallback = next(iter(PRESETS.values())).config
        return Session(fallback, build_now), f"{complaint}\n{error}".strip()


def _builder(desk: Desk) -> Callable[..., None]:
    """Return what makes the session's simulations ready beside the event loop."""

    def compute(request: tuple[SimulationConfig, Any, Any]) -> Callable[[], None]:
        config, done, failed = request
        try:
            return partial(done, ready(config))
        except ConfigError as error:
            return partial(failed, list(error.problems))
        except Exception as error:
            logger.exception("a simulation cannot be made")
            return partial(failed, [Problem("", str(error) or type(error).__name__)])

    keeper = desk.keeper(compute, lambda finish: finish())
    return lambda config, done, failed: keeper.ask((config, done, failed))


def _connect(state: State, desk: Desk, notices: Notices, link: PageLink) -> None:
    """Let the page as a whole follow the state."""
    session = state.session

    def describe() -> None:
        link.summary = summary(session.simulation.config, session.simulation, state.activity.window_ms)

    def say() -> None:
        _, tone, words = state.notices.latest
        notices.say(words, tone)

    def chosen_by_browser(event: Any) -> None:
        state.appearance.use(dark=bool(event.new))

    def work() -> None:
        link.status = state.activity.word

    def dress() -> None:
        link.dark = state.appearance.dark

    describe()
    work()
    session.subscribe({"simulation"}, describe)
    state.activity.subscribe({"running"}, work)
    state.activity.subscribe({"window_ms"}, describe)
    state.notices.subscribe({"latest"}, say)
    state.appearance.subscribe({"dark"}, dress)
    link.param.watch(desk.guarded(chosen_by_browser), "dark")


def _lead_back(state: State, desk: Desk, link: PageLink) -> None:
    """Offer, in the heading of every group that was changed, the way back to its defaults."""

    def follow() -> None:
        link.changed = list(changed_groups(state.session.config))

    def reset(message: Any) -> None:
        if changes := changed_groups(state.session.config).get(str(message.get("reset"))):
            state.session.change(changes)

    follow()
    state.session.subscribe({"config"}, follow)
    link.on_message = desk.guarded(reset)


def _keep_link(state: State, desk: Desk, link: PageLink) -> None:
    """Let the browser always know the link to its page, so that it can come back after the server was gone."""
    waiting: list[bool] = []

    def write() -> None:
        waiting.clear()
        try:
            link.shared = link_of(state)
        except (LinkError, ConfigError):
            link.shared = ""

    def write_soon() -> None:
        if not waiting:
            waiting.append(True)
            desk.later(write, LINK_REST_MS)

    write()
    state.session.subscribe({"config"}, write_soon)
    state.selection.subscribe(set(Look.model_fields), write_soon)


def serve(
    port: int | None = None,
    open_browser: bool = True,
    config: SimulationConfig | None = None,
    preset: str | None = None,
) -> None:
    """Serve the page on this machine until interrupted.

    Parameters
    ----------
    port : int, optional
        Where; a free port by default.
    open_browser : bool
        Whether to open it in a browser.
    config : SimulationConfig, optional
        What the page begins with.
    preset : str, optional
        Name of the preset it begins with; the first one by default.

    Raises
    ------
    OSError
        When the port is taken.
    """
    start = config or PRESETS[preset or next(iter(PRESETS))].config
    chosen = free_port() if port is None else port
    _refuse_taken(chosen)
    pn.extension()
    print(f"driftscope is at http://localhost:{chosen}", flush=True)  # noqa: T201
    pn.serve(
        {"/": lambda: create_app(start)},
        port=chosen,
        address=HOST,
        websocket_origin=[f"localhost:{chosen}", f"{HOST}:{chosen}"],
        show=open_browser,
        title="driftscope",
        verbose=False,
        liveness="healthz",
        websocket_max_message_size=MOST_MESSAGE_BYTES,
    )


def free_port() -> int:
    """Return a port of this machine that nobody uses."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _refuse_taken(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            raise OSError(f"port {port} is taken: give another one with --port, or none for a free one") from None
