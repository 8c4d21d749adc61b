from driftscope.lessons import references
from driftscope_dashboard.lessons.live import LiveValues, depends_on


def test_numbers_are_those_of_the_page(run, state, services):
    LiveValues(run, state, services).refresh()
    first = run.values["peak"]
    assert first > 0
    state.session.change({"templates.alpha_uv": 1000.0})
    assert run.values["peak"] != first
    state.session.undo()
    assert run.values["peak"] == first


def test_what_the_recording_has_not_stays_open(run, state, services):
    live = LiveValues(run, state, services)
    state.session.change({"units.num_units": 1})
    live.refresh()
    assert run.values == {"peak": None}


def test_a_number_is_computed_anew_for_what_it_reads_only():
    look = {"time_s": 1.0, "units": (2,), "threshold": 5.0}
    assert depends_on(references.PeakReference(unit=1), look) == (None, None, None)
    assert depends_on(references.FoundReference(), look) == (None, (2,), 5.0)
    assert depends_on(references.FoundReference(unit=1, threshold=4.0), look) == (None, None, None)
