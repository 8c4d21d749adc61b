"""Showing a folder in the file manager of the machine that serves, to the one who sits in front of it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

_OPENERS = {"darwin": "open", "win32": "explorer"}


def opener(platform: str = sys.platform, environment: Mapping[str, str] = os.environ) -> str | None:
    """Return the command that shows a folder, or None where there is none or no screen to show it on.

    Examples
    --------
    >>> opener("linux", {}) is None
    True
    """
    if platform.startswith("linux") and not (environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY")):
        return None
    return shutil.which(_OPENERS.get(platform, "xdg-open"))


def show_folder(folder: Path) -> str:
    """Show a folder; return why not, in words, or nothing."""
    command = opener()
    if command is None:
        return "The machine that serves this page has no file manager."
    if not folder.is_dir():
        return f"{folder} no longer exists."
    subprocess.Popen(  # noqa: S603 - a command of the system on a folder that exists, no shell
        [command, str(folder)], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip
    return ""
