"""Base class of file formats; see ``binary`` for an example."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from pathlib import Path
from typing import Any, ClassVar

from numpy.typing import NDArray

from ...source import Source
from ..job import Job
from ..sample_format import SampleFormat, SampleType


class Format(ABC):
    """File format: writes one recording into its own folder.

    A format has no state: every call may come in another process, and what it needs it finds in the job or in the
    folder. A module of this package that has a ``FORMAT`` is a format; importing it must cost nothing, so optional
    libraries are imported inside the functions. For a job it is called in this order:

    1. ``refuse``: say in words what cannot be written, before anything is.
    2. ``begin``: once or, after an interruption, again.
    3. ``write``: every chunk of samples, in any order, from any process, possibly twice.
    4. ``finish``: when every sample is there; again when it was interrupted.

    The bytes must follow from the job alone: no dates, no random names, no order of writing.
    """

    name: ClassVar[str]
    """What the command line calls it."""
    title: ClassVar[str]
    """What a menu shows."""
    extra: ClassVar[str | None] = None
    """The extra that brings its libraries: ``pip install 'driftscope[extra]'``; None when it needs no more."""
    libraries: ClassVar[tuple[str, ...]] = ()
    """The modules that must be importable."""
    dtypes: ClassVar[tuple[SampleType, ...]] = ("int16", "float32")
    """How samples can be written."""

    def samples(self, source: Source, asked: SampleFormat) -> SampleFormat:
        """Return the sample format: as requested, unless the file format prescribes a converter.

        Whoever makes the job asks this first; a SpikeGLX file, for example, has the steps of the probe's converter.
        """
        return asked

    def refuse(self, job: Job) -> Iterable[str]:
        """Yield the reasons why this recording cannot be written in this format, with what to do.

        That the libraries are there and the sample type is allowed has been checked already.
        """
        return ()

    def losses(self, job: Job) -> Iterable[str]:
        """Yield what the format cannot store of this recording; it is written nevertheless, with a warning."""
        return ()

    def grain(self, job: Job) -> int:
        """Return the chunk alignment in samples, for example the length of a compressed chunk.

        Every ``write`` begins at a multiple of it and ends at one, or at the recording's end.
        """
        return 1

    def disk_bytes(self, job: Job) -> int:
        """Return the maximum disk space in bytes that writing this recording can take."""
        return job.num_bytes

    @abstractmethod
    def begin(self, folder: Path, job: Job) -> None:
        """Create full-size containers in an existing folder, keeping existing data after an interruption."""

    @abstractmethod
    def write(self, folder: Path, job: Job, start: int, samples: NDArray[Any]) -> None:
        """Write samples from sample ``start`` on, shape (samples, channels), in the job's dtype."""

    @abstractmethod
    def finish(self, folder: Path, job: Job) -> None:
        """Write headers, probe and ground truth in the file format, and remove temporary files."""

    @abstractmethod
    def read(self, folder: Path, job: Job, start: int, end: int) -> NDArray[Any]:
        """Read written samples, shape (end - start, channels), in the job's dtype.

        Serves verification, so it reads what another program would read.
        """
