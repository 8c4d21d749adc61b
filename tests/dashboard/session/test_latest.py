from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event

from driftscope_dashboard.session.latest import Latest, Turns
from driftscope_dashboard.session.state import Activity


class ByHand:
    """An executor whose work is done when the test says so."""

    def __init__(self):
        self.started = []

    def submit(self, function, request):
        future = Future()
        self.started.append((function, request, future))
        return future

    def finish(self):
        function, request, future = self.started[-1]
        try:
            future.set_result(function(request))
        except Exception as error:
            future.set_exception(error)


def latest_of(compute=lambda request: request * 10):
    executor, activity, delivered, failed = ByHand(), Activity(), [], []
    latest = Latest(compute, delivered.append, failed.append, executor, lambda run: run(), activity)
    return latest, executor, activity, delivered, failed


def test_of_requests_that_come_during_work_only_the_newest_is_computed():
    latest, executor, _, delivered, _ = latest_of()
    for request in (1, 2, 3, 4):
        latest.ask(request)
    executor.finish()
    executor.finish()
    assert [request for _, request, _ in executor.started] == [1, 4]
    assert delivered == [10, 40]


def test_activity_ends_with_the_last_result():
    latest, executor, activity, _, _ = latest_of()
    assert activity.word == "ready"
    for request in (1, 2, 3):
        latest.ask(request)
    executor.finish()
    assert activity.word == "busy"
    executor.finish()
    assert activity.word == "ready"


def test_an_error_is_told_and_later_requests_are_computed():
    latest, executor, activity, delivered, failed = latest_of(lambda request: 1 / request)
    latest.ask(0)
    executor.finish()
    latest.ask(2)
    executor.finish()
    assert [type(error) for error in failed] == [ZeroDivisionError]
    assert delivered == [0.5]
    assert activity.word == "ready"


def test_a_page_with_much_to_do_leaves_threads_to_others():
    go_on, order = Event(), []
    with ThreadPoolExecutor(3) as executor:
        busy, other = Turns(executor), Turns(executor)
        long = [busy.submit(go_on.wait) for _ in range(5)]
        assert other.submit(order.append, "other").exception(timeout=10) is None
        assert not any(future.done() for future in long)
        go_on.set()
        assert all(future.result(timeout=10) for future in long)
    assert order == ["other"]


def test_what_was_not_begun_can_be_forgotten_and_errors_take_no_turn_away():
    go_on = Event()
    with ThreadPoolExecutor(2) as executor:
        turns = Turns(executor, lambda: 1)
        begun, waiting = turns.submit(go_on.wait), turns.submit(int, "7")
        turns.forget()
        go_on.set()
        assert begun.result(timeout=10)
        assert isinstance(turns.submit(int, "seven").exception(timeout=10), ValueError)
        assert turns.submit(int, "7").result(timeout=10) == 7
    assert not waiting.done()
