"""Size and duration of an export, estimated by timing a short piece."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ..source import Source
from .clipping import clipping_expected
from .manifest import losses_of
from .options import ExportOptions
from .plan import Task
from .runtime import workers_for
from .writer import available_processors, plan_for, refuse

_CHECKSUM_BYTES_PER_S = 1e9


@dataclass(frozen=True)
class Estimate:
    """Expected size and duration of an export.

    Attributes
    ----------
    disk_bytes : int
        The most bytes on disk at once.
    seconds : float
        About how long it takes, on a disk that is not slower than the generator.
    num_channels : int
        Number of channels.
    clipped_share : float
        Share of the values of a short piece that the converter's range cannot hold, 0 to 1.
    warning : str
        What to say of clipped values; empty when none was seen.
    losses : tuple of str
        What the format cannot hold of the recording.
    """

    disk_bytes: int
    seconds: float
    num_channels: int
    clipped_share: float = 0.0
    warning: str = ""
    losses: tuple[str, ...] = ()


def estimate(
    source: Source, folder: str | Path, options: ExportOptions | None = None, *, jobs: int | None = None
) -> Estimate:
    """Estimate the size and duration of an export.

    A few windows are generated and timed; nothing is written.

    Parameters
    ----------
    source : Source
        What would be written.
    folder : str or Path
        Where.
    options : ExportOptions, optional
        Format, recordings and samples.
    jobs : int, optional
        Number of processes; by default one per available processor.

    Returns
    -------
    Estimate
        Bytes, seconds, channels, clipped values and losses to expect.

    Raises
    ------
    ExportError
        When the export could not begin.
    """
    plan, target = plan_for(source, folder, options)
    refuse(plan, target)
    with workers_for(plan, 1) as pool:
        tasks: list[Task] = [("measure", ()), ("clipped_share", ())]
        found = {task: result for (task, _), result, is_done in pool.run(tasks) if is_done}
    seconds_per_sample, clipped = found["measure"], found["clipped_share"]
    written = seconds_per_sample * plan.num_samples / (jobs or available_processors())
    summed = sum(job.num_bytes for job in plan.jobs) / _CHECKSUM_BYTES_PER_S
    warning, losses = clipping_expected(plan.jobs[0].samples, clipped), tuple(losses_of(plan))
    return Estimate(plan.disk_bytes, written + summed, plan.jobs[0].num_channels, clipped, warning, losses)
