"""``driftscope serve``: open the dashboard."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from pathlib import Path

from .arguments import CommandError, Commands, preset_config, source_configuration

EPILOG = """
If the server listens on any address other than localhost, visitors need a token. The printed link (and its QR code)
contains the token, and a cookie remembers it. A second link is for you: pages opened with it can see and stop
everybody's exports. For a class:

    driftscope serve --host 0.0.0.0 --port 5006

Behind a proxy that serves the dashboard at https://example.org/drift/:

    driftscope serve --port 5006 --prefix /drift --allow-origin example.org --token
"""
MADE = ""
"""Value of ``--token`` without an argument: generate a token."""
_HOST = re.compile(r"(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.-]+)(:\d{1,5})?")
_ORIGIN = re.compile(r"(https?://)?(\*\.)?[A-Za-z0-9.-]+(:(\d{1,5}|\*))?")
_TOKEN = re.compile(r"[A-Za-z0-9_.~-]{8,200}")


def add_commands(commands: Commands) -> None:
    """Add the command."""
    serve = commands.add_parser(
        "serve", help="open the dashboard in a browser", description="Serve the dashboard and open it in a browser.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    _add_page_options(serve)
    _add_access_options(serve.add_argument_group("access"))
    _add_class_option(serve.add_argument_group("classes"))
    _add_limit_options(serve.add_argument_group("limits"))
    serve.set_defaults(command=_serve)


def _add_page_options(serve: argparse.ArgumentParser) -> None:
    serve.add_argument("--port", type=_port, help="port to listen on (default: any free port)")
    serve.add_argument("--no-browser", action="store_true", help="do not open a browser")
    start = serve.add_mutually_exclusive_group()
    start.add_argument("--preset", metavar="NAME", help="preset to start with (see: driftscope presets)")
    start.add_argument(
        "--config", type=Path, metavar="FILE", help="configuration to start with, of a simulation or a hybrid"
    )
    serve.add_argument(
        "--output", type=Path, metavar="DIR", help="folder for exported recordings (default: ~/driftscope)"
    )
    serve.add_argument(
        "--data", type=_folder, action="append", default=[], metavar="DIR",
        help="folder from which pages may open recordings, probe files and measured motion; can be repeated",
    )  # fmt: skip

    serve.add_argument(
        "--lessons", type=_folder, metavar="DIR",
        help="folder with additional lessons; they replace built-in ones with the same id; read on every page load",
    )  # fmt: skip


def _add_access_options(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--host",
        default="127.0.0.1",
        metavar="ADDRESS",
        help="address to listen on (default: this machine only, 127.0.0.1)",
    )
    group.add_argument(
        "--token", nargs="?", const=MADE, type=_token, metavar="TOKEN",
        help="token that visitors need; generated if no value is given, or if --host requires one",
    )  # fmt: skip
    group.add_argument(
        "--allow-origin", type=_matching(_HOST, "a host"), action="append", default=[], metavar="HOST",
        help="public name (HOST or HOST:PORT) by which browsers reach the server through a proxy; can be repeated",
    )  # fmt: skip
    group.add_argument(
        "--prefix", default="", type=_prefix, metavar="PATH", help="path at which a proxy serves the dashboard"
    )
    group.add_argument(
        "--allow-embedding", type=_matching(_ORIGIN, "an origin"), action="append", default=[], metavar="ORIGIN",
        help="site that may embed the dashboard in a frame; can be repeated",
    )  # fmt: skip
    group.add_argument(
        "--allow-library", action="append", default=[], metavar="LOCATION",
        help="template library (https:// or s3://) that pages may open in addition to the public one; can be repeated",
    )  # fmt: skip


def _add_class_option(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--class", action="store_true", dest="classes",
        help="let a teacher lead a class at /teach; answers are anonymous and only counted, in memory",
    )  # fmt: skip


def _add_limit_options(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--max-sessions", type=_positive, metavar="N", help="maximum number of open pages (default: as memory allows)"
    )
    group.add_argument(
        "--memory",
        type=_positive,
        metavar="MB",
        help="memory limit of all processes together (default: 70 %% of the machine's)",
    )
    group.add_argument(
        "--processes", type=_positive, metavar="N",
        help="number of server processes (default: depends on CPU cores and memory)",
    )  # fmt: skip


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65_536:
        raise argparse.ArgumentTypeError(f"{text[:80]!r} is not a port: use a number from 1 to 65535")
    return int(text)


def _positive(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 10**9:
        raise argparse.ArgumentTypeError(f"{text[:80]!r} is not a whole number above 0")
    return int(text)


def _folder(text: str) -> Path:
    if not Path(text).expanduser().is_dir():
        raise argparse.ArgumentTypeError(f"no such folder: {text[:80]}")
    return Path(text)


def _token(text: str) -> str:
    if text != MADE and not _TOKEN.fullmatch(text):
        raise argparse.ArgumentTypeError("a token must have 8 to 200 characters: letters, digits and _ . ~ -")
    return text


def _prefix(text: str) -> str:
    names = text.strip("/").split("/")
    if text and not all(re.fullmatch(r"(?!\.\.?$)[\w.~-]+", name, re.ASCII) for name in names):
        raise argparse.ArgumentTypeError(f"{text[:80]!r} is not a URL path: use one like /drift")
    return text


def _matching(pattern: re.Pattern[str], what: str) -> Callable[[str], str]:
    def checked(text: str) -> str:
        if not pattern.fullmatch(text):
            raise argparse.ArgumentTypeError(f"{text[:80]!r} is not {what}: use one like example.org")
        return text

    return checked


def _serve(given: argparse.Namespace) -> None:
    if given.preset is not None:
        preset_config(given.preset)
    config = None if given.config is None else source_configuration(str(given.config))
    try:
        from driftscope_dashboard.server import ServerOptions, serve
    except ModuleNotFoundError as error:
        raise CommandError(f"The dashboard needs {error.name}: pip install 'driftscope[dashboard]'") from None
    options = ServerOptions(
        host=given.host,
        token=given.token,
        allowed_origins=tuple(given.allow_origin),
        prefix=given.prefix,
        embedded_in=tuple(given.allow_embedding),
        libraries=tuple(given.allow_library),
        max_sessions=given.max_sessions,
        memory_mb=given.memory,
        processes=given.processes,
        classes=given.classes,
    )
    try:
        serve(
            port=given.port,
            open_browser=not given.no_browser,
            config=config,
            preset=given.preset,
            output=given.output,
            data=given.data,
            lessons=given.lessons,
            options=options,
        )
    except OSError as error:
        raise CommandError(f"The dashboard cannot be served: {error.strerror or error}") from None
