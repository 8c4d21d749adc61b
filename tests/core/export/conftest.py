"""Recordings on several probes, written into any format without other processes."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from driftscope import Simulation, SimulationConfig
from driftscope.export import ExportError, ExportOptions, Format, Job, SampleFormat, formats
from driftscope.export.plan import Plan
from driftscope.export.truth_writer import write_truth
from numpy.typing import NDArray

PROBES: dict[str, dict[str, Any]] = {
    "linear": {"kind": "linear", "num_contacts": 12},
    "one-contact": {"kind": "linear", "num_contacts": 1},
    "tetrode": {"kind": "tetrode"},
    "four-shanks": {"kind": "neuropixels", "part_number": "NP2013", "num_contacts": 40},
    "37-contacts": {"kind": "multi_column", "num_columns": 3, "num_contacts_per_column": [11, 13, 13]},
}
SAMPLES = {
    "int16": SampleFormat(),
    "with-offset": SampleFormat(gain_uv=0.3, offset_uv=12.5, adc_bits=14),
    "float32": SampleFormat(dtype="float32"),
}


@dataclass(frozen=True)
class Written:
    """What stands on disk, and what it should say."""

    folder: Path
    job: Job

    @cached_property
    def traces_uv(self) -> NDArray[np.float32]:
        return self.job.recording.get_traces()

    @property
    def tolerance_uv(self) -> float:
        """Half a step of the converter, and float32's last digit."""
        return self.job.samples.gain_to_uv / 2 + 1e-4 if self.job.samples.dtype == "int16" else 0.0

    @property
    def spikes(self) -> NDArray[Any]:
        return self.job.source.sorting.to_spike_vector()  # type: ignore[attr-defined]


def config_on(probe: dict[str, Any], **changes: Any) -> SimulationConfig:
    """Return a short drifting recording whose length is no multiple of anything."""
    return SimulationConfig.from_dict(
        {
            "duration_s": 1.21,
            "probe": probe,
            "units": {"num_units": 4},
            "spikes": {"firing_rate_hz": 20.0, "amplitude_std": 0.1},
            "motion": {
                "components": [
                    {"kind": "zigzag", "period_s": 1.0, "amplitude_factor": 0.5},
                    {"kind": "random_walk", "amplitude_factor": 0.2},
                ]
            },
            **changes,
        }
    )


def fill(form: Format, folder: Path, job: Job, starts: Iterable[int], step: int) -> None:
    """Write chunks of a recording, in the order given."""
    for start in starts:
        end = min(start + step, job.num_samples)
        traces = job.recording.get_traces(start_frame=start, end_frame=end)
        form.write(folder, job, start, job.samples.encode(traces)[0])


@pytest.fixture(
    params=[*((probe, "int16") for probe in PROBES), ("linear", "with-offset"), ("linear", "float32")], ids="-".join
)
def choice(request: pytest.FixtureRequest) -> Any:
    """Each probe (columns, one contact, a tetrode, four shanks, an odd number), and each way to write samples."""
    probe, samples = request.param
    return PROBES[probe], SAMPLES[samples]


@pytest.fixture(scope="session")
def linear() -> dict[str, Any]:
    """A column of twelve contacts."""
    return PROBES["linear"]


@pytest.fixture(scope="session")
def four_shanks() -> dict[str, Any]:
    """The lowest contacts of a Neuropixels 2.0 with four shanks."""
    return PROBES["four-shanks"]


@pytest.fixture(scope="session")
def plan_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Plan]:
    """Return the plan of an export, its ground truth on disk; equal configurations share it."""

    @cache
    def with_truth(config: SimulationConfig) -> tuple[Simulation, Path]:
        simulation, folder = Simulation(config), tmp_path_factory.mktemp("truth")
        list(write_truth(simulation, folder))
        return simulation, folder

    def plan(form: str, config: SimulationConfig, samples: SampleFormat | None = None) -> Plan:
        simulation, folder = with_truth(config)
        options = ExportOptions(format=form, recording="both", samples=samples or SampleFormat())
        return Plan(simulation, options, folder, folder)

    return plan


@pytest.fixture(scope="session")
def write(plan_of: Callable[..., Plan], tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Written]:
    """Write a recording into a format, and return where it is and what it is."""

    def written(
        form: str, probe: dict[str, Any], samples: SampleFormat | None = None, *, name: str = "drifting", **changes: Any
    ) -> Written:
        found = formats()[form]
        [job] = [job for job in plan_of(form, config_on(probe, **changes), samples).jobs if job.name == name]
        if problems := list(found.refuse(job)):
            raise ExportError("\n".join(problems))
        folder = tmp_path_factory.mktemp(form)
        step = -(-9_000 // found.grain(job)) * found.grain(job)
        found.begin(folder, job)
        fill(found, folder, job, range(0, job.num_samples, step), step)
        found.finish(folder, job)
        return Written(folder, job)

    return written
