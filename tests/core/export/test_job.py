"""What a format needs to know of one recording."""

import numpy as np
import pytest
from driftscope import Simulation
from driftscope.export import Job, SampleFormat

from .conftest import PROBES, config_on

SIMULATION = Simulation(config_on(PROBES["tetrode"]))


@pytest.mark.parametrize("name", ["static", "drifting"])
def test_sizes_follow_from_the_recording_and_the_sample_type(tmp_path, name):
    job = Job(SIMULATION, name, SampleFormat(dtype="float32"), tmp_path)
    assert job.recording is getattr(SIMULATION, name)
    assert (job.num_channels, job.num_samples) == (4, SIMULATION.config.num_samples)
    assert job.num_bytes == job.num_samples * 4 * np.dtype("<f4").itemsize
    assert name in job.identifier and SIMULATION.config.digest[:16] in job.description


def test_identifiers_follow_from_the_configuration_alone(tmp_path):
    def identifier(config):
        return Job(Simulation(config), "static", SampleFormat(), tmp_path).identifier

    assert identifier(SIMULATION.config) == identifier(SIMULATION.config.replace())
    assert identifier(SIMULATION.config) != identifier(SIMULATION.config.replace(seed=9))
