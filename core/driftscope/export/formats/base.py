"""What a format is: where full-size containers, samples and headers go; ``binary`` is the model of one."""

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
    """A way to write one recording into a folder of its own.

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
        """Return how samples are written: as asked, unless the format stands for a converter of its own.

        Whoever makes the job asks this first; a SpikeGLX file, for example, has the steps of the probe's converter.
        """
        return asked

    def refuse(self, job: Job) -> Iterable[str]:
        """Yield, in sentences that say what to do, why this recording cannot be written; nothing when it can.

        That the libraries are there and the sample type is allowed has been checked already.
        """
        return ()

    def losses(self, job: Job) -> Iterable[str]:
        """Yield, in sentences, what of this recording the format cannot hold; it is written nevertheless, and said."""
        return ()

    def grain(self, job: Job) -> int:
        """Return the number of samples in which chunks begin: those of a compressed chunk, for example.

        Every ``write`` begins at a multiple of it and ends at one, or at the recording's end.
        """
        return 1

    def disk_bytes(self, job: Job) -> int:
        """Return the most bytes that this recording may take on disk while it is written."""
        return job.num_bytes

    @abstractmethod
    def begin(self, folder: Path, job: Job) -> None:
        """Make containers of full size in an existing folder, and keep what is there after an interruption."""

    @abstractmethod
    def write(self, folder: Path, job: Job, start: int, samples: NDArray[Any]) -> None:
        """Put samples, shape (samples, channels), of the job's dtype, where they begin with sample ``start``."""

    @abstractmethod
    def finish(self, folder: Path, job: Job) -> None:
        """Write headers, probe and truth in the format's own terms, and remove what only served the writing."""

    @abstractmethod
    def read(self, folder: Path, job: Job, start: int, end: int) -> NDArray[Any]:
        """Return finished samples as they stand on disk, shape (end - start, channels), of the job's dtype.

        Serves verification, so it reads what another program would read.
        """
