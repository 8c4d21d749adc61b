"""Hybrid recordings: known units in a real recording; what cannot be made stays in the form, with its problems."""

from __future__ import annotations

from functools import partial
from typing import Any

from driftscope.hybrid import HybridConfig

from ..actions.appearance import ThemeSwitch
from ..actions.download import Download
from ..actions.files import Files
from ..actions.generate import Generate
from ..actions.history import UndoRedo
from ..actions.keyboard import Keyboard
from ..actions.learn import Learn
from ..actions.present import Present
from ..actions.results import BringResult
from ..actions.share import Share
from ..actions.snapshots import SnapshotButtons
from ..hybrid.arrival import arrive
from ..hybrid.downloads import DOWNLOADS
from ..hybrid.files import OPENS
from ..hybrid.form import TITLES, form_of
from ..hybrid.sections import FORM
from ..hybrid.views import VIEWS
from ..scene import open_scene
from ..session.keymap import SHORTCUTS, renamed
from ..session.snapshots import described
from .base import Kind

NAME = "hybrid"
KEYS = {
    "Static, drifting, or both side by side": "Before, after, or both side by side",
    "Probe, or driftmap with shift: show a depth range. Minimap: move or resize it": (
        "Driftmap with shift: show a depth range. Minimap: move or resize it"
    ),
    "Probe, the selected unit's ring, or alt and arrows: change its resting position": (
        "Probe: move a unit by its ring"
    ),
}
"""What keys and gestures are called on this page, where that differs."""


def _name(config: Any) -> str:
    return NAME


HYBRID = Kind(
    name=NAME,
    address="hybrid",
    config=HybridConfig,
    fallback=HybridConfig,
    fallback_link=("hybrid", "Open the sample recording"),
    first_seen=lambda wanted, start: HybridConfig(),
    make=open_scene,
    name_of=_name,
    form=FORM,
    views=VIEWS,
    actions=(
        UndoRedo,
        partial(SnapshotButtons, described=partial(described, form=form_of, titles=TITLES)),
        Share,
        Generate,
        partial(Download, downloads=DOWNLOADS),
        partial(Files, opens=OPENS),
        Learn,
        BringResult,
        partial(Keyboard, shortcuts=renamed(SHORTCUTS, KEYS)),
        Present,
        ThemeSwitch,
    ),
    arrive=arrive,
    keeps_failures=True,
    tab="library",
)
