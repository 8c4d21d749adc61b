"""Objects that need conversion say so to SpikeInterface, and to nobody else."""

import copy
import pickle

import numpy as np
import pytest
from driftscope import Simulation, SimulationConfig
from driftscope.recording import Recording
from driftscope.sorting import Sorting
from driftscope.unconverted import NeedsConversion


class Thing(NeedsConversion):
    """Something with a method to_spikeinterface."""


def test_a_missing_attribute_is_an_attribute_error_that_says_how() -> None:
    with pytest.raises(
        AttributeError, match=r"'Thing' object has no attribute 'copy_metadata'.*\.to_spikeinterface\(\)"
    ):
        Thing().copy_metadata  # type: ignore[attr-defined] # noqa: B018
    assert not hasattr(Thing(), "anything")
    assert getattr(Thing(), "anything", 3) == 3


def test_only_spikeinterface_gets_no_class() -> None:
    namespace = {"__name__": "spikeinterface.core.anything", "one": Thing()}
    with pytest.raises(TypeError, match=r"convert this Thing with \.to_spikeinterface\(\)"):
        exec("isinstance(one, dict)", namespace)  # noqa: S102 - asked from a module of that name
    namespace["__name__"] = "spikeinterface_elsewhere"
    exec("answer = isinstance(one, dict)", namespace)  # noqa: S102
    assert namespace["answer"] is False
    assert Thing().__class__ is Thing
    assert isinstance(Thing(), NeedsConversion)


def test_copies_and_pickles_are_as_before() -> None:
    simulation = Simulation(SimulationConfig(duration_s=5.0))
    for one in (simulation.static, simulation.sorting, simulation.motion):
        for again in (copy.copy(one), pickle.loads(pickle.dumps(one))):  # noqa: S301 - our own
            assert type(again) is type(one)
    assert isinstance(simulation.static, Recording)
    assert isinstance(simulation.sorting, Sorting)
    assert np.asarray(simulation.static, dtype=object).shape == ()
