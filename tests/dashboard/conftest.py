"""A page's parts without a server: what would be computed beside the event loop is computed at once."""

import numpy as np
import pytest
from driftscope import ConfigError, Simulation
from driftscope.measured_motion import MeasuredMotion
from driftscope.results import Sorted, truth_of_source
from driftscope.results.motion_error import true_displacement_um
from driftscope_dashboard.lessons import Offer
from driftscope_dashboard.results.held import Loaded, Results
from driftscope_dashboard.results.scorer import Scorer
from driftscope_dashboard.session.allowed_paths import AllowedPaths
from driftscope_dashboard.session.export_jobs import ExportJobs
from driftscope_dashboard.session.latest import Latest
from driftscope_dashboard.session.session import Session
from driftscope_dashboard.session.state import Activity, State
from driftscope_dashboard.views.axes import Axes


class AtOnce:
    """An executor that computes when it is asked."""

    def submit(self, function, *args):
        from concurrent.futures import Future

        future = Future()
        try:
            future.set_result(function(*args))
        except Exception as error:
            future.set_exception(error)
        return future


class Services:
    """What a page offers to its parts, at once and without swallowing errors."""

    def __init__(self, axes, place):
        self.axes, self.failures = axes, []
        self.export_jobs = ExportJobs(place).seen_by(None)
        self.allowed, self.results = AllowedPaths(), Results()
        self.lessons = Offer()

    def latest_only(self, compute, deliver):
        def safe(result):
            try:
                deliver(result)
            except ConfigError as error:
                self.failures.append(error)

        return Latest(compute, safe, self.failures.append, AtOnce(), lambda run: run(), Activity())

    def schedule(self, function):
        function()

    def later(self, function, milliseconds):
        function()

    def safe(self, function):
        return function


@pytest.fixture
def services(state, tmp_path):
    return Services(Axes(state.session, state.selection), tmp_path / "written")


@pytest.fixture
def state(small):
    return State(Session(small))


@pytest.fixture
def loaded(small):
    """A result of the small recording: a sorting that misses every fourth spike, and an estimate of its motion."""
    truth = truth_of_source(Simulation(small))
    keep = np.arange(len(truth.train)) % 4 > 0
    sorting = Sorted(truth.train.sample_index[keep], truth.train.unit_index[keep], truth.unit_ids)
    times, depths = np.arange(0.5, 5.0), np.array([0.0, 300.0])
    motion = MeasuredMotion(times, depths, true_displacement_um(truth, times, depths))
    return Loaded("found", small, sorting, motion)


@pytest.fixture
def exact(small):
    """The true motion of the small recording, as an estimate with the motion's own bins."""
    truth = truth_of_source(Simulation(small))
    times, depths = np.arange(0.1, small.duration_s, 0.2), np.unique(truth.locations_um[:, 1])
    return MeasuredMotion(times, depths, true_displacement_um(truth, times, depths), method="nearest")


@pytest.fixture
def results(state, services):
    """The results of a page, scored as they come."""
    Scorer(state, services.results, services.latest_only)
    return services.results
