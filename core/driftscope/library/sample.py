"""The sample library: two small datasets that this project generates itself, so that everything works offline.

Areas carry the names of real ones and the fictitious units in them merely look plausible: wider spikes with larger
footprints in deep cortex, narrow ones among interneurons. Nothing in it was recorded.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..probe import NeuropixelsProbe, build_probe, contact_positions_um
from ..streams import Streams
from ..template_set import Templates
from ..templates import DRAWN, TemplateMaker, TemplatesConfig, UnitParameters, draw_unit_parameters, samples_of
from .download_cache import cache_folder
from .errors import LibraryError
from .writer import write_datasets, written_aside

VERSION = 1
SAMPLING_FREQUENCY_HZ = 30_000.0
CHECKSUMS = "checksums.json"
_MS_BEFORE, _MS_AFTER = 3.0, 5.0


@dataclass(frozen=True)
class Area:
    """A range of tissue along the probe.

    Attributes
    ----------
    name : str
        The name of a real area.
    share : float
        Which share of the probe it takes.
    num_units : int
        How many units it has.
    templates : TemplatesConfig
        What their spikes look like.
    """

    name: str
    share: float
    num_units: int
    templates: TemplatesConfig


def _spikes(alpha_uv: Any, repolarization_ms: Any, spatial_decay_um: Any, **more: Any) -> TemplatesConfig:
    return TemplatesConfig(
        ms_before=_MS_BEFORE,
        ms_after=_MS_AFTER,
        alpha_uv=alpha_uv,
        repolarization_ms=repolarization_ms,
        spatial_decay_um=spatial_decay_um,
        **more,
    )


_PYRAMIDAL = _spikes((150.0, 450.0), (0.55, 0.85), (18.0, 40.0), propagation_speed_um_per_ms=(180.0, 320.0))
_LARGE = _spikes((200.0, 600.0), (0.6, 0.95), (28.0, 60.0), propagation_speed_um_per_ms=(150.0, 300.0))
_NARROW = _spikes(
    (150.0, 420.0),
    (0.22, 0.35),
    (12.0, 26.0),
    depolarization_ms=(0.06, 0.1),
    recovery_ms=(0.6, 1.0),
    positive_amplitude=(0.25, 0.5),
    propagation_speed_um_per_ms=(300.0, 450.0),
)

DATASETS: dict[str, tuple[NeuropixelsProbe, tuple[Area, ...]]] = {
    "sample_neuropixels1_visual.zarr": (
        NeuropixelsProbe(part_number="NP1000", num_contacts=96, first_contact=100),
        (
            Area("LP", 0.22, 4, _PYRAMIDAL),
            Area("DG-mo", 0.15, 3, _NARROW),
            Area("CA1", 0.21, 5, _PYRAMIDAL),
            Area("VISp5", 0.24, 5, _LARGE),
            Area("VISp2/3", 0.18, 3, _NARROW),
        ),
    ),
    "sample_neuropixels2_frontal.zarr": (
        NeuropixelsProbe(part_number="NP2000", num_contacts=96, first_contact=40),
        (
            Area("CP", 0.34, 5, _NARROW),
            Area("ILA5", 0.33, 4, _LARGE),
            Area("PL5", 0.33, 5, _PYRAMIDAL),
        ),
    ),
}


def sample_folder() -> Path:
    """Return the folder of the sample library, generated now if it is not there as it was written.

    Raises
    ------
    LibraryError
        When it cannot be written.
    """
    folder = cache_folder() / f"sample-library-{VERSION}"
    if not _is_whole(folder):
        try:
            write_sample(folder)
        except LibraryError:
            if not _is_whole(folder):  # another process may have been faster
                raise
    return folder


def write_sample(folder: Path) -> None:
    """Generate the sample library, with a checksum of every file in it."""
    templates, noise = {}, {}
    for name, (probe, areas) in DATASETS.items():
        templates[name], noise[name] = make_sample_dataset(name, probe, areas)
    with written_aside(folder) as aside:
        write_datasets(aside, templates, noise)
        (aside / CHECKSUMS).write_text(json.dumps(_checksums(aside)), encoding="utf-8")


def make_sample_dataset(
    name: str, probe: NeuropixelsProbe, areas: tuple[Area, ...]
) -> tuple[Templates, NDArray[np.float64]]:
    """Make one dataset from our own templates; its name is the seed's name.

    Returns
    -------
    templates : Templates
        With brain area and number of spikes in the table.
    noise : ndarray, shape (channels,)
        A noise level for every channel in µV.
    """
    seed = int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "big")
    streams = Streams(seed, "independent")
    built = build_probe(probe)
    positions = contact_positions_um(built)
    parameters = [draw_unit_parameters(area.templates, area.num_units, Streams(seed + row, "independent"))
                  for row, area in enumerate(areas)]  # fmt: skip
    joined = UnitParameters(**{key: np.concatenate([getattr(one, key) for one in parameters]) for key in DRAWN})
    maker = TemplateMaker(
        joined,
        _places(areas, positions, streams.generator("library.places")),
        positions,
        SAMPLING_FREQUENCY_HZ,
        samples_of(_MS_BEFORE, SAMPLING_FREQUENCY_HZ),
        samples_of(_MS_AFTER, SAMPLING_FREQUENCY_HZ),
    )
    number = joined.num_units
    table = {
        "brain_area": np.repeat([area.name for area in areas], [area.num_units for area in areas]),
        "spikes_per_unit": np.exp(streams.generator("library.spikes").uniform(5.0, 10.0, number)).astype(np.int64),
    }
    array = np.stack([maker.dense(unit) for unit in range(number)])
    templates = Templates(array, SAMPLING_FREQUENCY_HZ, maker.num_before, probe=built, table=table)
    return templates, streams.generator("library.noise").uniform(6.0, 11.0, len(positions))


def _places(areas: tuple[Area, ...], positions: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.float64]:
    """Spread the units of every area evenly over its depth, with some chance; shape (units, 3), in µm."""
    low, high = positions.min(axis=0), positions.max(axis=0)
    ends = np.cumsum([0.0, *(area.share for area in areas)]) / sum(area.share for area in areas)
    places = []
    for area, begin, end in zip(areas, ends[:-1], ends[1:], strict=True):
        within = (np.arange(area.num_units) + rng.uniform(0.2, 0.8, area.num_units)) / area.num_units
        x = rng.uniform(low[0], high[0], area.num_units)
        y = low[1] + (begin + within * (end - begin)) * (high[1] - low[1])
        places.append(np.column_stack([x, y, rng.uniform(5.0, 20.0, area.num_units)]))
    return np.concatenate(places)


def _is_whole(folder: Path) -> bool:
    try:
        expected = json.loads((folder / CHECKSUMS).read_text(encoding="utf-8"))
        return bool(expected == _checksums(folder))
    except (OSError, ValueError):
        return False


def _checksums(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != CHECKSUMS)
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
