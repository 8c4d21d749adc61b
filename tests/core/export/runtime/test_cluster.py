"""Workers of a Dask cluster write the same bytes as one process, also when one of them is killed."""

import os
import resource
import signal
import sys
import time
from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path
from threading import Event

import pytest
from distributed import Client, KilledWorker, LocalCluster
from driftscope import Simulation, SimulationConfig
from driftscope.export import ExportError, ExportOptions, InterruptedExportError, Progress, export
from driftscope.export.runtime import cluster
from driftscope.export.runtime.cluster import Cluster, threads_at
from driftscope.export.writer import plan_for

CONFIG = SimulationConfig().replace({
    "duration_s": 12.3,
    "sampling_frequency_hz": 10_000.0,
    "probe": {"kind": "multi_column", "num_contacts_per_column": 6},
    "units.num_units": 8,
    "units.minimum_distance_um": None,
    "motion.components": [{"kind": "zigzag", "period_s": 6.0}],
})  # fmt: skip


def started(number: int) -> LocalCluster:
    """Start a cluster of separate processes."""
    return LocalCluster(
        n_workers=number,
        threads_per_worker=1,
        processes=True,
        host="127.0.0.1",
        scheduler_port=0,
        dashboard_address="127.0.0.1:0",
        silence_logs="CRITICAL",
    )


@pytest.fixture(scope="module")
def workers() -> Iterator[LocalCluster]:
    with started(2) as running:
        yield running


@pytest.fixture(scope="module")
def by_one_process(tmp_path_factory: pytest.TempPathFactory):
    @cache
    def written(form: str) -> dict[str, bytes]:
        folder = tmp_path_factory.mktemp("one") / form
        return contents(export(Simulation(CONFIG), folder, ExportOptions(format=form, recording="both"), jobs=1))

    return written


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def pids(workers: LocalCluster) -> set[int]:
    with Client(workers, set_as_default=False) as client:
        return set(client.run(os.getpid).values())


@pytest.mark.parametrize("form", ["binary", "zarr"])
def test_a_killed_worker_changes_no_byte(form, workers, by_one_process, tmp_path):
    before = pids(workers)
    victim = min(before)
    killed_at: list[float] = []

    def kill_one(progress: Progress) -> None:
        if progress.phase == "samples" and progress.share > 0.2 and not killed_at:
            os.kill(victim, signal.SIGKILL)
            killed_at.append(progress.share)

    options = ExportOptions(format=form, recording="both")
    folder = export(
        Simulation(CONFIG), tmp_path / "many", options, scheduler=workers.scheduler_address, progress=kill_one
    )
    assert killed_at
    assert killed_at[0] < 0.8
    assert contents(folder) == by_one_process(form)
    assert [path.name for path in tmp_path.iterdir()] == ["many"]
    assert victim not in pids(workers)


def test_what_a_cluster_began_processes_can_finish(workers, by_one_process, tmp_path):
    stop = Event()

    def stop_midway(progress: Progress) -> None:
        if progress.phase == "samples" and progress.share > 0.3:
            stop.set()

    options = ExportOptions(recording="both")
    address = workers.scheduler_address
    with pytest.raises(InterruptedExportError):
        export(Simulation(CONFIG), tmp_path / "both", options, scheduler=address, progress=stop_midway, cancel=stop)
    assert not (tmp_path / "both").exists()
    begun: list[float] = []
    export(
        Simulation(CONFIG), tmp_path / "both", options, jobs=1,
        progress=lambda progress: begun.append(progress.share) if progress.phase == "samples" else None,
    )  # fmt: skip
    assert begun[0] > 0.3
    assert contents(tmp_path / "both") == by_one_process("binary")


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the most memory is counted in other units")
def test_a_worker_s_memory_does_not_grow_with_the_recording(workers, tmp_path):
    """The longer recording is larger than what its writing may take more."""

    def most_bytes(duration_s: float) -> int:
        config = CONFIG.replace(duration_s=duration_s)
        samples = {"samples": {"dtype": "float32"}}
        folder = tmp_path / f"{duration_s:g}"
        export(Simulation(config), folder, ExportOptions.from_dict(samples), scheduler=workers.scheduler_address)
        with Client(workers, set_as_default=False) as client:
            return 1024 * max(used.ru_maxrss for used in client.run(resource.getrusage, resource.RUSAGE_SELF).values())

    short, long = most_bytes(20.0), most_bytes(240.0)
    assert (tmp_path / "240" / "drifting" / "traces.raw").stat().st_size == 240 * 10_000 * 12 * 4
    assert long - short < 240 * 10_000 * 12 * 4 / 4


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("tcp://127.0.0.1:9", r"no Dask scheduler answers at tcp://127.0.0.1:9 within 0.3 s: check the address"),
        ("pigeon://roof", r"no Dask scheduler answers at pigeon://roof within 0.3 s \(.*pigeon.*\)"),
    ],
)
def test_a_scheduler_that_is_not_there_is_said_in_words_and_leaves_nothing(address, said, monkeypatch, tmp_path):
    monkeypatch.setattr(cluster, "PATIENCE_S", 0.3)
    with pytest.raises(ExportError, match=said):
        export(Simulation(CONFIG), tmp_path / "nothing", scheduler=address)
    assert list(tmp_path.iterdir()) == []


def test_a_scheduler_without_workers_is_said_in_words(monkeypatch):
    with started(0) as alone:
        monkeypatch.setattr(cluster, "PATIENCE_S", 0.3)
        with pytest.raises(ExportError, match=r"has no worker: start some with  dask worker tcp://127"):
            threads_at(alone.scheduler_address)


def test_the_threads_of_all_workers_are_counted(workers):
    assert threads_at(workers.scheduler_address) == 2


def test_a_worker_that_does_not_see_the_folder_is_named(workers, tmp_path):
    plan, _ = plan_for(Simulation(CONFIG), tmp_path / "elsewhere")
    with (
        pytest.raises(ExportError, match=r"the worker tcp://127.* cannot access .*elsewhere.*: write to a folder that"),
        Cluster(plan, workers.scheduler_address) as crew,
    ):
        list(crew.run([("truth", ())]))
    assert list(tmp_path.iterdir()) == []


def test_a_worker_of_other_versions_is_named(workers, monkeypatch, tmp_path):
    own = cluster.versions()
    monkeypatch.setattr(cluster, "versions", lambda _=(): {**own, "numpy": "1.0"})
    with pytest.raises(
        ExportError, match=rf"would write different bytes, because it has numpy {own['numpy']} instead of 1.0"
    ):
        export(Simulation(CONFIG), tmp_path / "other", scheduler=workers.scheduler_address)


def test_what_fails_in_a_worker_is_said_here(workers, tmp_path):
    plan, _ = plan_for(Simulation(CONFIG), tmp_path / "here")
    plan.folder.mkdir(parents=True)
    (plan.folder / "configuration.yaml").touch()
    with (
        pytest.raises(ExportError, match=r"traces\.raw: No such file"),
        Cluster(plan, workers.scheduler_address) as crew,
    ):
        list(crew.run([("chunk", (0, 256))]))


def test_a_chunk_that_takes_worker_after_worker_down_ends_in_words(tmp_path):
    class Lost:
        def result(self, timeout: float) -> None:
            raise KilledWorker("chunk", None, 3)  # type: ignore[arg-type]

    plan, _ = plan_for(Simulation(CONFIG), tmp_path / "here")
    kind, said = Cluster(plan, "tcp://127.0.0.1:9")._answer(Lost(), 1.0)
    assert kind == "failed"
    assert "4 workers stopped while writing the same chunk" in said


def test_a_cluster_that_ends_midway_is_said_in_words(monkeypatch, tmp_path):
    monkeypatch.setattr(cluster, "PATIENCE_S", 2.0)
    with started(1) as short_lived:

        def end(progress: Progress) -> None:
            if progress.phase == "samples" and progress.share > 0.1:
                short_lived.close()

        with pytest.raises(ExportError, match=r"the Dask cluster at .* was lost\. Written data is kept"):
            export(Simulation(CONFIG), tmp_path / "half", scheduler=short_lived.scheduler_address, progress=end)
    assert (tmp_path / "half.part").exists()


def test_a_cluster_whose_last_worker_is_gone_is_said_in_words(monkeypatch, tmp_path):
    monkeypatch.setattr(cluster, "LONELY_S", 0.5)
    with started(1) as shrinking:

        def leave_none(progress: Progress) -> None:
            if progress.phase == "samples" and progress.share > 0.1:
                shrinking.scale(0)

        with pytest.raises(ExportError, match=r"has had no worker for 0\.5 s\. Written data is kept: start workers"):
            export(Simulation(CONFIG), tmp_path / "half", scheduler=shrinking.scheduler_address, progress=leave_none)


def test_a_result_that_left_with_its_worker_is_not_waited_for_without_end(monkeypatch, tmp_path):
    monkeypatch.setattr(cluster, "LONELY_S", 0.5)
    plan, _ = plan_for(Simulation(CONFIG), tmp_path / "here")
    with started(1) as shrinking, Cluster(plan, shrinking.scheduler_address) as crew:
        made, done = Event(), crew._client.submit(int, pure=False)
        done.add_done_callback(lambda _: made.set())
        assert made.wait(30)
        shrinking.scale(0)
        while crew._client.nthreads():
            time.sleep(0.02)
        with pytest.raises(ExportError, match=r"has had no worker for 0\.5 s"):
            crew._patiently(partial(crew._answer, done))


def test_without_distributed_the_error_names_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ExportError, match=r"needs distributed: pip install 'driftscope\[dask\]'"):
        threads_at("tcp://127.0.0.1:9")
