"""The page from Python: inline in a notebook, else in the browser, with a handle that knows what is chosen there."""

from __future__ import annotations

import atexit
import json
import subprocess
import sys
import threading
import webbrowser
from typing import Self

from driftscope import Simulation, SimulationConfig
from driftscope.hybrid import Hybrid, HybridConfig
from driftscope.presets import PRESETS

from .server.explored import COMMAND
from .server.options import ServerOptions
from .server.task import Task
from .session.export_jobs import OUTPUT

STARTING_S = 60.0
ENDING_S = 10.0
NOTEBOOKS = ("http://localhost:*", "http://127.0.0.1:*", "https://localhost:*", "vscode-webview:")
"""Whose pages may show the dashboard in a frame: notebooks of this machine."""

Explored = SimulationConfig | HybridConfig | Simulation | Hybrid | str | None


class Explorer:
    """Dashboard page opened from Python.

    Parameters
    ----------
    config : SimulationConfig or HybridConfig
        What it begins with.

    Attributes
    ----------
    url : str
        Its address.
    """

    def __init__(self, config: SimulationConfig | HybridConfig) -> None:
        self._config = config
        kind = "hybrid" if isinstance(config, HybridConfig) else "synthetic"
        options = ServerOptions(processes=1, embedded_in=NOTEBOOKS)
        task = Task("", "", options, kind, config.to_dict(), output=str(OUTPUT))
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        atexit.register(self.close)
        self._send(task.to_line())
        self.url = ""
        self._ready = threading.Event()
        threading.Thread(target=self._listen, daemon=True, name="hears what is chosen").start()
        if not self._ready.wait(STARTING_S) or not self.url:
            self.close()
            raise RuntimeError("The page could not be opened: its server did not start. See its messages above.")

    def __repr__(self) -> str:
        state = self.url if self.is_open else "closed"
        return f"Explorer: {state}"

    @property
    def is_open(self) -> bool:
        """Whether the page is open."""
        return self._process.poll() is None

    @property
    def config(self) -> SimulationConfig | HybridConfig:
        """Current configuration of the page; after closing, the last one."""
        return self._config

    def close(self) -> None:
        """Close the page; its last configuration remains available."""
        atexit.unregister(self.close)
        if self._process.stdin and not self._process.stdin.closed:
            self._process.stdin.close()
        try:
            self._process.wait(ENDING_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *given: object) -> None:
        self.close()

    def _send(self, line: str) -> None:
        assert self._process.stdin is not None  # noqa: S101 - a pipe was asked for
        self._process.stdin.write(line)
        self._process.stdin.flush()

    def _listen(self) -> None:
        """Hear what the page tells, until it ends."""
        assert self._process.stdout is not None  # noqa: S101 - a pipe was asked for
        with self._process.stdout as lines:
            for line in lines:
                self._hear(line)
        self._ready.set()

    def _hear(self, line: str) -> None:
        try:
            said = json.loads(line)
        except ValueError:
            print(line, end="", file=sys.stderr)  # noqa: T201 - of a library, not for us
            return
        if "config" in said:
            self._config = type(self._config).from_dict(said["config"])
        if "url" in said:
            self.url = said["url"]
            self._ready.set()


def explore(config: Explored = None, *, open_browser: bool = True, height: int = 820) -> Explorer:
    """Open the dashboard from Python: inline in a notebook, otherwise in a browser.

    Parameters
    ----------
    config : SimulationConfig, HybridConfig, Simulation, Hybrid or str, optional
        What it begins with, or the name of a preset; the first preset by default.
    open_browser : bool
        Whether to show it at once; else it waits at ``.url``.
    height : int
        Height in a notebook, in pixels.

    Returns
    -------
    Explorer
        Its ``.config`` is what is chosen there now, ``.close()`` ends it; it also ends with this process.

    Raises
    ------
    ValueError
        When there is no such preset.
    TypeError
        When it is nothing that can be explored, or lives in memory only.
    RuntimeError
        When the page cannot be opened.

    Examples
    --------
    >>> explore("nothing")
    Traceback (most recent call last):
    ValueError: Unknown preset 'nothing'. Available: published-drift, ...
    """
    explorer = Explorer(configuration_of(config))
    if open_browser and not show_inline(explorer.url, height):
        webbrowser.open(explorer.url)
    return explorer


def configuration_of(given: Explored) -> SimulationConfig | HybridConfig:
    """Return the configuration of what is to be explored."""
    if given is None:
        return next(iter(PRESETS.values())).config
    if isinstance(given, str):
        if given not in PRESETS:
            raise ValueError(f"Unknown preset {given!r}. Available: {', '.join(PRESETS)}.")
        return PRESETS[given].config
    if isinstance(given, Hybrid) and given.is_in_memory:
        raise TypeError(
            "This hybrid uses a recording in memory: save it and explore a configuration that refers to the file."
        )
    config = given.config if isinstance(given, (Simulation, Hybrid)) else given
    if not isinstance(config, (SimulationConfig, HybridConfig)):
        raise TypeError(
            f"Cannot explore {type(given).__name__}: give a configuration, a simulation or a preset's name."
        )
    return config


def show_inline(url: str, height: int) -> bool:
    """Show a page in the cell of a notebook; return whether there is one."""
    if "ipykernel" not in sys.modules:
        return False
    from IPython import get_ipython
    from IPython.display import IFrame, display

    if not hasattr(get_ipython(), "kernel"):
        return False
    display(IFrame(url, width="100%", height=height))
    return True
