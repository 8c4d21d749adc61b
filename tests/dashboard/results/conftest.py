"""The parts of a result of a small recording."""

from dataclasses import replace

import pytest
from driftscope import Simulation
from driftscope.results import truth_of_source


@pytest.fixture
def simulation(state):
    return state.session.simulation


@pytest.fixture
def truth(small):
    return truth_of_source(Simulation(small))


@pytest.fixture
def sorting(loaded):
    return loaded.sorting


@pytest.fixture
def estimate(loaded):
    return loaded.motion


@pytest.fixture
def found(loaded):
    """A result without an estimate."""
    return replace(loaded, motion=None)
