"""The dashboard's pages, and the process that serves them."""

from __future__ import annotations

import gc
import logging
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import panel as pn
from bokeh.settings import settings
from driftscope import SimulationConfig, library
from driftscope.cache import the_cache
from driftscope.hybrid import HybridConfig
from driftscope.presets import PRESETS

from ..kinds import HYBRID, SYNTHETIC, Kind
from ..page.app import create_page
from ..session.allowed_paths import AllowedPaths
from ..session.export_jobs import ExportJobs
from ..session.state import State
from .memory import MemoryWatch, share_arenas
from .options import ServerOptions
from .pages import Pages, PageServer
from .task import Task
from .visitors import follow_visitor, present_visitor

SWITCH_S = 0.001
"""After how long a computation lets the page's event loop take over; Python's own 5 ms add up, message for message."""

COLLECT_AFTER = 50_000
"""After how many new objects garbage is looked for; a page has half a million, and after Python's own 700 each time all
other pages would be looked through again and again while it is made."""


def pages(task: Task, export_jobs: ExportJobs, opened: Callable[[State], None] | None = None) -> Pages:
    """Return what makes each page, by its address.

    Parameters
    ----------
    task : Task
        What pages begin with, and which files they may open.
    export_jobs : ExportJobs
        The recordings that pages write.
    opened : callable, optional
        Is told the state of every page.
    """
    config = task.start
    start = config if isinstance(config, SimulationConfig) else PRESETS[task.preset or next(iter(PRESETS))].config
    hybrid = config if isinstance(config, HybridConfig) else HybridConfig()
    allowed = AllowedPaths(tuple(map(Path, task.data)), (library.PUBLIC, *task.options.libraries))
    if config is not None:
        allowed = allowed.with_those_of(config)
    shelf = task.shelf

    def made(kind: Kind, begin: Any) -> Any:
        visible_jobs = export_jobs.seen_by(present_visitor())
        follow_visitor(visible_jobs.show_to)
        return create_page(kind, begin, visible_jobs, allowed, opened, shelf)

    return {"/": lambda: made(SYNTHETIC, start), "/hybrid": lambda: made(HYBRID, hybrid)}


def page_server(made_by: Pages, options: ServerOptions, share: int = 1, **more: Any) -> PageServer:
    """Return a server of pages whose process has its share of the memory.

    Parameters
    ----------
    made_by : mapping
        What makes each page.
    options : ServerOptions
        Prefix and memory.
    share : int
        Of how many processes this is one.
    more
        Further settings of Bokeh's application.
    """
    warnings.filterwarnings("ignore", "no placement of")  # said beside the field, see plausibility
    pn.extension()
    settings.perform_document_validation.set_value(False)
    logging.getLogger("tornado.access").setLevel(logging.ERROR)  # who was refused, with what, is no news
    sys.setswitchinterval(SWITCH_S)
    gc.set_threshold(COLLECT_AFTER, *gc.get_threshold()[1:])
    share_arenas()
    memory = MemoryWatch(options.memory_limit_mb / share, the_cache().clear)
    return PageServer(made_by, options.path, memory, class_pages=options.class_pages, **more)
