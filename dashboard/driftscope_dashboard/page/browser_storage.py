"""What the browser keeps for a page: steps to undo and snapshots, for a reload or a server that begins anew."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from driftscope import ConfigError

from ..session.sharing import Look, Shared, config_from
from ..session.state import State
from ..views.base import Services
from ..workbench import StorageNode
from .address import Address

REST_MS = 300
MOST_TEXTS = 500
KEPT = "{} is saved in this browser tab and survives a reload."
NOT_KEPT = (
    "{} is lost when this page is closed: the browser's storage is full or disabled. "
    "Download the configuration to keep it."
)
FEWER_STEPS = "The browser's storage is full: after a reload only the last {} steps can be undone."
LONG = (
    "This configuration is too long for a URL. This browser tab keeps it for a reload; "
    "to use it elsewhere, download it."
)
LONG_NOT_KEPT = "This configuration is too long for a URL, and the browser's storage is full. Download it to keep it."
UNREADABLE = "{} of the saved configurations can no longer be read and are omitted."
GONE = "This page's configuration was too long for a URL, and this browser tab no longer has it."


@dataclass(frozen=True)
class Kept:
    """What a browser kept of a page.

    Attributes
    ----------
    past, future : tuple of Config
        What can be undone and redone, in the order of a history.
    snapshots : dict of Config
        By their letters.
    now : Config or None
        What was seen last.
    look : Look
        How it was looked at.
    unreadable : int
        How many texts are no configurations that this page may have.
    """

    past: tuple[Any, ...] = ()
    future: tuple[Any, ...] = ()
    snapshots: dict[str, Any] = field(default_factory=dict)
    now: Any = None
    look: Look = field(default_factory=Look)
    unreadable: int = 0


def read_kept(kept: Any, may_open: Callable[[Any], bool]) -> Kept:
    """Read what a browser kept; what is not valid is left out and counted.

    Parameters
    ----------
    kept : Any
        A mapping of ``texts`` by digest and an ``index`` of them, from anyone.
    may_open : callable
        Says whether a page may have a configuration.
    """
    texts, index = (_mapping(kept, name) for name in ("texts", "index"))
    configs = {name: _config_of(text, may_open) for name, text in [*texts.items()][:MOST_TEXTS]}
    found = {name: config for name, config in configs.items() if config is not None}
    past, future = (
        tuple(found[one] for one in _list(index, name) if isinstance(one, str) and one in found)
        for name in ("past", "future")
    )
    snapshots = {str(letter): found[one] for letter, one in _mapping(index, "snapshots").items() if one in found}
    now = index.get("now")
    look = _look_of(index.get("look"))
    return Kept(
        past, future, snapshots, found.get(now) if isinstance(now, str) else None, look, len(configs) - len(found)
    )


def _mapping(data: Any, name: str) -> Mapping[str, Any]:
    found = data.get(name) if isinstance(data, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def _list(data: Mapping[str, Any], name: str) -> list[Any]:
    found = data.get(name)
    return found if isinstance(found, list) else []


def _config_of(text: Any, may_open: Callable[[Any], bool]) -> Any:
    try:
        config = config_from(json.loads(text))
    except (ConfigError, ValueError, TypeError, AttributeError, RecursionError):
        return None
    return config if may_open(config) else None


def _look_of(data: Any) -> Look:
    try:
        return Look.from_dict(data or {})
    except ConfigError:
        return Look()


class BrowserStorage:
    """Keeps a page's history and snapshots in the browser, and takes them back when the page begins anew.

    Parameters
    ----------
    state : State
        The page's.
    services : Services
        Turns the errors of callbacks into words, computes and waits.
    node : StorageNode
        What keeps them in the browser.
    address : Address
        Knows whether the page is too long for an address.
    config : type
        The class of the page's configurations.
    """

    def __init__(self, state: State, services: Services, node: StorageNode, address: Address, config: type) -> None:
        self.state, self._services, self.node = state, services, node
        self._address, self._config = address, config
        self._there: set[str] = set()
        self._ready = self._waiting = False
        self._open_kept = self._said_long = False
        self._asked: set[str] = set()
        self._fewest: int | None = None
        self._reading = services.latest_only(lambda kept: read_kept(kept, self._may_open), self._take)
        node.on_message(services.safe(self._hear))
        state.session.subscribe({"config"}, self._store_soon)
        state.selection.subscribe(set(Look.model_fields), self._look_changed)
        state.snapshots.subscribe({"kept"}, self._snapshots_changed)

    def _may_open(self, config: Any) -> bool:
        return isinstance(config, self._config) and self.state.session.may_open(config)

    def _hear(self, message: dict[str, Any]) -> None:
        if "restore" in message:
            self._open_kept = bool(message.get("open"))
            self._reading.ask(message["restore"])
        elif "stored" in message:
            self._stored(message)

    def _take(self, kept: Kept) -> None:
        """Take back what was kept, before anything new is."""
        session = self.state.session
        if self._open_kept and kept.now is not None:
            session.begin_with(kept.now)
            self._address.show(Shared(kept.now, kept.look))
        elif self._open_kept:
            self.state.notices.say(GONE, "error")
        if kept.now is None or kept.now == session.config:
            session.restore(kept.past, kept.future)
        else:
            session.restore((*kept.past, kept.now), ())
        self.state.snapshots.restore(kept.snapshots)
        if kept.unreadable:
            self.state.notices.say(UNREADABLE.format(kept.unreadable), "error")
        self._asked.clear()
        self._ready = True
        self._store_soon()

    def _snapshots_changed(self) -> None:
        kept = self.state.snapshots.kept
        self._asked |= {letter for letter, config in kept.items() if config is self.state.session.config}
        self._store_soon()

    def _look_changed(self) -> None:
        """Keep the look too where the address cannot."""
        if self._address.is_too_long and not self.state.selection.playing:
            self._store_soon()

    def _store_soon(self) -> None:
        if self._ready and not self._waiting:
            self._waiting = True
            self._services.later(self._store, REST_MS)

    def _store(self) -> None:
        """Tell the browser what to keep: an index, and the texts that it does not have yet."""
        self._waiting = False
        session, snapshots = self.state.session, self.state.snapshots.kept
        history = session.history
        configs = {one.digest: one for one in (*history.past, *history.future, session.config, *snapshots.values())}
        texts = {name: _text_of(one) for name, one in configs.items() if name not in self._there}
        index = {
            "past": _digests(history.past), "now": session.config.digest, "future": _digests(history.future),
            "snapshots": {letter: one.digest for letter, one in snapshots.items()},
            "look": Look.of(self.state.selection).to_dict(),
        }  # fmt: skip
        self.node.tell({"texts": texts, "index": index})

    def _stored(self, report: dict[str, Any]) -> None:
        """Say what is kept now, and what is not; texts that were there and are lost are told once more."""
        lost, self._there = bool(self._there), {str(one) for one in report.get("digests") or ()}
        if lost and not report.get("stored"):
            return self._store_soon()
        letters = set(report.get("letters") or ())
        self._say_snapshots(letters)
        past, asked = (int(report.get(name) or 0) for name in ("past", "asked"))
        if report.get("stored") and past < asked:  # of what was sent then: meanwhile there may be more steps
            if self._fewest is None:
                self.state.notices.say(FEWER_STEPS.format(past), "error")
            self._fewest = past
        is_long = self._address.is_too_long
        if is_long and not self._said_long:
            self.state.notices.say(*((LONG, "info") if report.get("stored") else (LONG_NOT_KEPT, "error")))
        self._said_long = is_long

    def _say_snapshots(self, letters: set[str]) -> None:
        for letter in sorted(self._asked):
            words, tone = (KEPT, "info") if letter in letters else (NOT_KEPT, "error")
            self.state.notices.say(words.format(letter), tone)
        self._asked.clear()


def _digests(configs: Iterable[Any]) -> list[str]:
    return [one.digest for one in configs]


def _text_of(config: Any) -> str:
    return json.dumps(config.to_dict(), ensure_ascii=False, separators=(",", ":"))
