"""Execution of exports by processes or a Dask cluster.

Either is imported when it is asked for, so that looking at formats or plans starts nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Protocol, Self

from ..plan import Plan, Task


class Workers(Protocol):
    """Whoever carries out the tasks of one plan; used as a context."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *error: Any) -> None: ...

    def run(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, Any, bool]]:
        """Carry out tasks side by side, and yield each with its result so far, and whether it is done."""
        ...


def workers_for(
    plan: Plan, jobs: int, scheduler: str | None = None, tick: Callable[[], None] = lambda: None
) -> Workers:
    """Return who works on a plan.

    Parameters
    ----------
    plan : Plan
        What is written or compared.
    jobs : int
        How many processes of this machine work.
    scheduler : str, optional
        Address of a Dask scheduler, whose workers do it instead.
    tick : callable
        Called several times a second while they work; what it raises ends them.

    Raises
    ------
    ExportError
        When the scheduler does not answer or has no worker, before anything is on disk.
    """
    if scheduler is None:
        from .pool import Pool

        return Pool(plan, jobs, tick)
    from .cluster import Cluster, threads_at

    threads_at(scheduler)
    return Cluster(plan, scheduler, tick)
