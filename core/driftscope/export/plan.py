"""Plan of an export, sent to every process that takes part."""

from __future__ import annotations

from dataclasses import dataclass, fields
from math import lcm
from pathlib import Path
from typing import Any

from ..cache import once
from ..recording import NoiseBackground
from ..source import Source
from .formats import format_named
from .formats.base import Format
from .job import Job, RecordingName
from .options import ExportOptions

Task = tuple[str, tuple[Any, ...]]
"""Name and arguments of one thing that a process is asked to do, see `runtime.tasks`."""
WINDOW_SAMPLES = 8_192
"""About how many samples are made at once: few enough to stay in a processor's cache."""
_MOST_GRAINS = 4


@dataclass(frozen=True, eq=False)
class Plan:
    """One export.

    Attributes
    ----------
    source : Source
        Where everything comes from.
    options : ExportOptions
        Which recordings, and how.
    folder : Path
        Where everything is put together, before it gets its name.
    truth_folder : Path
        Where the ground truth goes, ``folder / "truth"`` unless it is only made to compare with.
    """

    source: Source
    options: ExportOptions
    folder: Path
    truth_folder: Path

    def __getstate__(self) -> dict[str, Any]:
        """Leave out what another process works out for itself."""
        return {one.name: getattr(self, one.name) for one in fields(self)}

    def folder_of(self, name: RecordingName) -> Path:
        """Return where a recording goes."""
        return self.folder / name

    @once
    def format(self) -> Format:
        """The chosen format."""
        return format_named(self.options.format)

    @once
    def jobs(self) -> tuple[Job, ...]:
        """Every recording that is written."""
        samples = self.format.samples(self.source, self.options.samples)
        return tuple(Job(self.source, name, samples, self.truth_folder) for name in self.options.names)

    @property
    def num_samples(self) -> int:
        """Length of the recordings, in samples."""
        return self.jobs[0].num_samples

    @property
    def grain(self) -> int:
        """Chunks begin at multiples of this many samples."""
        return lcm(*(self.format.grain(job) for job in self.jobs))

    @property
    def window(self) -> int:
        """How many samples are made at once."""
        return -(-WINDOW_SAMPLES // self.grain) * self.grain

    def chunk_size(self, chunk_s: float) -> int:
        """Return how many samples are written by one task: about ``chunk_s``, and whole blocks of the noise."""
        wanted = max(int(chunk_s * self.jobs[0].sampling_frequency_hz), 1)
        background = self.source.noise
        block = background.noise.block_size if isinstance(background, NoiseBackground) else 1
        step = lcm(self.grain, block)
        if step > _MOST_GRAINS * wanted:
            step = self.grain
        return -(-wanted // step) * step

    @property
    def disk_bytes(self) -> int:
        """The most bytes that are on disk at once."""
        templates = len(self.source.locations_um) * self.source.injection(moving=False).num_samples
        truth = self.source.expected_spikes * 16 + templates * self.jobs[0].num_channels * 4
        # Displacements unit by unit, and twice along the motion for SpikeInterface.
        truth += self.source.motion.unit_displacements_nbytes * 3
        return int(truth) + sum(self.format.disk_bytes(job) + job.time_bytes for job in self.jobs) + 2**20
