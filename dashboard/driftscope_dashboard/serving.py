"""The server: the pages at their addresses, until it is interrupted."""

from __future__ import annotations

import atexit
import socket
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path

import panel as pn
from bokeh.server.server import Server
from bokeh.settings import settings
from driftscope import SimulationConfig
from driftscope.hybrid import HybridConfig
from driftscope.presets import PRESETS

from .app import create_app
from .headstart import make_one_page, remember_defaults, send_heads_early
from .hybrids.page import create_hybrid
from .layout import BROWSER
from .writing import OUTPUT, Writings

HOST = "127.0.0.1"
MOST_MESSAGE_BYTES = 16 * 2**20
SWITCH_S = 0.001
"""After how long a computation lets the page's event loop take over; Python's own 5 ms add up, message for message."""


def serve(
    port: int | None = None,
    open_browser: bool = True,
    config: SimulationConfig | HybridConfig | None = None,
    preset: str | None = None,
    output: Path | None = None,
    data: Sequence[Path] = (),
) -> None:
    """Serve the page on this machine until interrupted.

    Parameters
    ----------
    port : int, optional
        Where; a free port by default.
    open_browser : bool
        Whether to open it in a browser.
    config : SimulationConfig or HybridConfig, optional
        What the page of its kind begins with; that page is the one that is opened.
    preset : str, optional
        Name of the preset it begins with; the first one by default.
    output : Path, optional
        The folder in which recordings are written; ``driftscope`` in the home folder by default.
    data : sequence of Path
        Folders whose recordings pages may open.

    Raises
    ------
    OSError
        When the port is taken.
    """
    start = config if isinstance(config, SimulationConfig) else PRESETS[preset or next(iter(PRESETS))].config
    hybrid = config if isinstance(config, HybridConfig) else HybridConfig()
    first = "/hybrid" if config is hybrid else "/"
    chosen = free_port() if port is None else port
    _refuse_taken(chosen)
    warnings.filterwarnings("ignore", "no placement of")  # said beside the field, see plausibility
    pn.extension()
    settings.perform_document_validation.set_value(False)
    sys.setswitchinterval(SWITCH_S)
    remember_defaults()
    writings = Writings(output or OUTPUT)
    atexit.register(writings.end)
    server = pn.serve(
        {"/": lambda: create_app(start, writings), "/hybrid": lambda: create_hybrid(writings, data, hybrid)},
        port=chosen,
        address=HOST,
        websocket_origin=[f"localhost:{chosen}", f"{HOST}:{chosen}"],
        show=False,
        start=False,
        title="driftscope",
        verbose=False,
        liveness="healthz",
        static_dirs={BROWSER.name: BROWSER},
        websocket_max_message_size=MOST_MESSAGE_BYTES,
        extra_patterns=send_heads_early(),
    )
    server.io_loop.add_callback(_welcome, server, first, open_browser)
    server.start()
    server.io_loop.start()


async def _welcome(server: Server, page: str, open_browser: bool) -> None:
    """Say where a page is, and open it, once it comes without delay."""
    await make_one_page(server, f"http://{HOST}:{server.port}/")
    print(f"driftscope is at http://localhost:{server.port}{page.rstrip('/')}", flush=True)  # noqa: T201
    if open_browser:
        server.show(page)


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
