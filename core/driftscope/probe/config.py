"""A probe as configured: one of all kinds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Discriminator

from ..probe_files import MOST_CONTACTS as MOST_CONTACTS
from .base import wired_probe
from .described import FileProbe, InlineProbe
from .kinds import LibraryProbe, LinearProbe, MultiColumnProbe, NamedProbe, NeuropixelsProbe, TetrodeProbe

if TYPE_CHECKING:
    from probeinterface import Probe

ProbeConfig = Annotated[
    NeuropixelsProbe
    | MultiColumnProbe
    | LinearProbe
    | TetrodeProbe
    | NamedProbe
    | LibraryProbe
    | FileProbe
    | InlineProbe,
    Discriminator("kind"),
]


def build_probe(config: ProbeConfig) -> Probe:
    """Build a probe: its wired contacts, in the order of the channels that they are wired to.

    Parameters
    ----------
    config : ProbeConfig
        A probe of any kind.

    Returns
    -------
    probeinterface.Probe
        A planar probe, positions in µm, wired in order; depth 0 is at the tip of generated probes.

    Raises
    ------
    ConfigError
        When the probe cannot be read, has no contacts, too many, is not planar, or wires two contacts alike.

    Examples
    --------
    >>> from driftscope.probe import LinearProbe, build_probe
    >>> build_probe(LinearProbe(num_contacts=4)).contact_positions[:, 1]
    array([ 0., 20., 40., 60.])
    """
    return wired_probe(config).probe
