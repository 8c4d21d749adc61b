"""A page's parts without a server: what would be computed beside the event loop is computed at once."""

import pytest
from driftscope import ConfigError
from driftscope_dashboard.axes import Axes
from driftscope_dashboard.latest import Latest
from driftscope_dashboard.state import Activity, Session, State
from driftscope_dashboard.writing import Writings


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
        self.writings = Writings(place)

    def keeper(self, compute, deliver):
        def guarded(result):
            try:
                deliver(result)
            except ConfigError as error:
                self.failures.append(error)

        return Latest(compute, guarded, self.failures.append, AtOnce(), lambda run: run(), Activity())

    def schedule(self, function):
        function()

    def guarded(self, function):
        return function


@pytest.fixture
def services(state, tmp_path):
    return Services(Axes(state.session), tmp_path / "written")


@pytest.fixture
def state(small):
    return State(Session(small))
