"""A whole page as a link: configuration and selection, complete, as text that fits into an address.

The text is a format number, a dash, and the complete JSON, compressed, in the letters that addresses allow. Nothing is
left out because it is a default, so that a link keeps its meaning when a default changes.
"""

from __future__ import annotations

import json
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass, field
from typing import Any, get_args

from driftscope import ConfigError, SimulationConfig
from driftscope.base import Config, parameter
from driftscope.hybrid import HybridConfig
from driftscope.lessons.looks import ScatterName
from driftscope.probe import FileProbe, InlineProbe, build_probe
from driftscope.units import MOST_UNITS
from pydantic import ConfigDict, field_validator

from .chosen_overlays import SHOWN_OVERLAYS, ShownOverlay
from .selection import (
    LONGEST_WINDOW_S,
    SHORTEST_WINDOW_S,
    USUAL_SCATTER,
    Enlarged,
    Selection,
    Tab,
    TraceMode,
    TraceStyle,
)
from .state import State

FORMAT = "1"
FORMER_MODES = {"both": "overlaid"}
"""What traces were called before, and what they are called now."""
MOST_CHARACTERS = 16_000
"""A longer address is refused by servers and mail programs on its way."""
MOST_SHANKS = 1_000
MOST_BYTES = 4 * 2**20
"""How much a link may become when it is unpacked; a small one can be made to become very large."""


OLDER_TABS = {"templates": "unit", "amplitudes": "unit"}
"""What tabs are called now, by the names that older links have for them."""


class LinkError(ValueError):
    """A link that cannot be made or read, in words."""


class Look(Config):
    """What one looks at, as a link carries it; what a later version adds is passed over."""

    model_config = ConfigDict(extra="ignore")

    time_s: float = parameter(0.0, "The time cursor.", ge=0, le=604_800)
    window_s: float = parameter(0.1, "Length of the window.", ge=SHORTEST_WINDOW_S, le=LONGEST_WINDOW_S)
    mode: TraceMode = parameter("side by side", "Which recordings the traces show.")
    style: TraceStyle = parameter("lines", "How the traces are drawn.")
    depth_um: float | None = parameter(None, "Depth of the displacement lines.", ge=-1e6, le=1e6)
    gain: float = parameter(1.0, "The gain of the traces.", ge=1e-3, le=1e3)
    channels: int | None = parameter(None, "Number of channels in the traces; 0 for all.", ge=0, le=100_000)
    units: tuple[int, ...] = parameter((), "The selected units.", ge=0, le=MOST_UNITS)
    depths_um: tuple[float, float] | None = parameter(None, "The visible depths.", ge=-1e6, le=1e6)
    shanks: tuple[int, ...] = parameter((), "The visible shanks; empty for all.", ge=0, le=MOST_SHANKS)
    exaggeration: float | None = parameter(None, "Factor by which displacements are exaggerated.", ge=1, le=100)
    times_s: tuple[float, float] | None = parameter(None, "Range of the time axes.", ge=0, le=604_800)
    speed: float | None = parameter(None, "Playback speed; by default, the whole recording in 20 s.", gt=0, le=1e3)
    moving: bool = parameter(True, "Whether the driftmap shows the drifting recording.")
    tab: Tab = parameter("unit", "The open tab below the traces.")
    enlarged: Enlarged = parameter("", "The picture that fills the page.")
    threshold: float = parameter(5.0, "Detection threshold, as a multiple of the noise level.", ge=0, le=1e3)
    follow: bool = parameter(False, "Whether amplitudes follow the best channel at each moment.")

    scatter: tuple[ScatterName, ScatterName] = parameter(USUAL_SCATTER, "Unit properties on the two axes.")
    overlays: tuple[ShownOverlay, ...] = parameter((), "Overlays on the pictures.")

    @field_validator("tab", mode="before")
    @classmethod
    def _of_an_older_link(cls, tab: Any) -> Any:
        return OLDER_TABS.get(tab, tab) if isinstance(tab, str) else tab

    @field_validator("enlarged", mode="before")
    @classmethod
    def _known_picture(cls, enlarged: Any) -> Any:
        """Enlarge nothing in place of what only a later version has."""
        return "" if isinstance(enlarged, str) and enlarged not in get_args(Enlarged) else enlarged

    @field_validator("mode", mode="before")
    @classmethod
    def _former_mode(cls, mode: Any) -> Any:
        """Read a link of an earlier version, in which both recordings lay above each other."""
        return FORMER_MODES.get(mode, mode) if isinstance(mode, str) else mode

    @field_validator("overlays", mode="before")
    @classmethod
    def _known_overlays(cls, overlays: Any) -> Any:
        """Pass over what only a later version can draw."""
        return (
            [name for name in overlays if name in SHOWN_OVERLAYS] if isinstance(overlays, (list, tuple)) else overlays
        )

    @classmethod
    def of(cls, selection: Selection) -> Look:
        """Return a selection's look."""
        return cls.from_dict({name: getattr(selection, name) for name in cls.model_fields if hasattr(selection, name)})

    def show_in(self, selection: Selection, config: SimulationConfig) -> None:
        """Let a selection look at the same, as far as the configuration has it."""
        values = {name: value for name, value in self if hasattr(selection, name)}
        values["time_s"] = min(self.time_s, config.duration_s)
        values["units"] = tuple(unit for unit in self.units if unit < config.units.num_units)
        selection.look_first(**values)


@dataclass(frozen=True)
class Shared:
    """What a link holds.

    Attributes
    ----------
    config : SimulationConfig or HybridConfig
        The configuration.
    look : Look
        What one looked at.
    """

    config: SimulationConfig | HybridConfig
    look: Look = field(default_factory=Look)


def portable(config: SimulationConfig) -> SimulationConfig:
    """Return a configuration that means the same on another machine: a probe file is replaced by what it holds.

    Raises
    ------
    ConfigError
        When the file cannot be read any more.
    """
    if isinstance(config, HybridConfig) or not isinstance(config.probe, FileProbe):
        return config
    return config.replace(probe=InlineProbe.of(build_probe(config.probe)))


def encode(shared: Shared) -> str:
    """Write configuration and selection as a link's text.

    Raises
    ------
    LinkError
        When it would be too long for an address.

    Examples
    --------
    >>> from driftscope import SimulationConfig
    >>> text = encode(Shared(SimulationConfig(seed=7)))
    >>> text[:2], decode(text).config.seed
    ('1-', 7)
    """
    data = {"config": shared.config.to_dict(), "look": shared.look.to_dict()}
    packed = zlib.compress(json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode(), 9)
    text = f"{FORMAT}-{urlsafe_b64encode(packed).decode().rstrip('=')}"
    if len(text) > MOST_CHARACTERS:
        raise LinkError("This configuration is too long for a link: download it as a file instead.")
    return text


def link_of(state: State) -> str:
    """Return the text of the link that opens a page as it is.

    Raises
    ------
    LinkError
        When the configuration is too long for an address.
    """
    return encode(Shared(portable(state.session.config), Look.of(state.selection)))


def decode(text: str) -> Shared:
    """Read a link's text.

    Parameters
    ----------
    text : str
        From anyone, and trusted in nothing.

    Raises
    ------
    LinkError
        When it is damaged, of another format, or holds what is not valid; it says which.
    """
    form, dash, packed = text.strip().partition("-")
    if dash and form.isdecimal() and form != FORMAT:
        raise LinkError(f"This link has format {form[:9]}, which this version of driftscope does not support.")
    if form != FORMAT or not dash:
        raise _damaged()
    data = _unpacked(packed)
    if not isinstance(data, dict) or not isinstance(data.get("config"), dict):
        raise _damaged()
    _refuse_files(data["config"])
    try:
        return Shared(config_from(data["config"]), Look.from_dict(data.get("look", {})))
    except ConfigError as error:
        raise LinkError(f"This link contains an invalid configuration:\n{error}") from None


def config_from(data: dict[str, Any]) -> SimulationConfig | HybridConfig:
    """Read a configuration: one with a source is a hybrid recording's."""
    return (HybridConfig if "source" in data else SimulationConfig).from_dict(data)


def _unpacked(packed: str) -> Any:
    if len(packed) > MOST_CHARACTERS:
        raise _damaged()
    try:
        raw = urlsafe_b64decode(packed + "=" * (-len(packed) % 4))
        unpacking = zlib.decompressobj()
        plain = unpacking.decompress(raw, MOST_BYTES)
        if unpacking.unconsumed_tail or not unpacking.eof:
            raise _damaged()
        return json.loads(plain)
    except (NotBase64, zlib.error, ValueError, RecursionError) as error:
        raise error if isinstance(error, LinkError) else _damaged() from None


def _refuse_files(config: dict[str, Any]) -> None:
    """Refuse to read files because a link says so."""
    probe = config.get("probe")
    if isinstance(probe, dict) and probe.get("kind") == "file":
        raise LinkError("This link refers to a probe file, which a link cannot contain.")


def _damaged() -> LinkError:
    return LinkError("This link is damaged or not a driftscope link: copy the complete link again.")
