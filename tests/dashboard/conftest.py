"""A page's parts without a server: what would be computed beside the event loop is computed at once."""

import pytest
from driftscope import ConfigError
from driftscope_dashboard.allowed_paths import AllowedPaths
from driftscope_dashboard.axes import Axes
from driftscope_dashboard.export_jobs import ExportJobs
from driftscope_dashboard.latest import Latest
from driftscope_dashboard.results.held import Results
from driftscope_dashboard.state import Activity, Session, State


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
        self.export_jobs = ExportJobs(place)
        self.allowed, self.results = AllowedPaths(), Results()

    def latest_only(self, compute, deliver):
        def safe(result):
            try:
                deliver(result)
            except ConfigError as error:
                self.failures.append(error)

        return Latest(compute, safe, self.failures.append, AtOnce(), lambda run: run(), Activity())

    def schedule(self, function):
        function()

    def safe(self, function):
        return function

    def later(self, function, milliseconds):
        function()


@pytest.fixture
def services(state, tmp_path):
    return Services(Axes(state.session, state.selection), tmp_path / "written")


@pytest.fixture
def state(small):
    return State(Session(small))
