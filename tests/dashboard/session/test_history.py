from driftscope_dashboard.session.history import MOST_UNDO_STEPS, History


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


def noted(history, *gestures, seconds=0.1):
    for number, gesture in enumerate(gestures):
        history.gesture = gesture
        history._clock.now += seconds
        history.note(number, {"seed"})


def test_changes_of_one_gesture_are_one_step_however_long_it_takes():
    history = History(Clock())
    noted(history, 1, 1, 1, 2, 2, seconds=20.0)
    assert history.past == (0, 3)
    assert history.steps == 2


def test_a_gesture_is_one_step_even_when_it_changes_several_parameters():
    history = History(Clock())
    history.gesture = 4
    history.note("a", {"low"})
    history.note("b", {"high"})
    assert history.past == ("a",)


def test_without_gestures_the_same_parameters_within_a_second_are_one_step():
    history = History(Clock())
    noted(history, None, None)
    noted(history, None, seconds=5.0)
    history.note("other", {"units"})
    history.note("whole", ())
    history.note("whole", ())
    assert history.past == (0, 0, "other", "whole", "whole")


def test_a_gesture_that_was_taken_back_is_not_gone_on_with():
    history = History(Clock())
    noted(history, 1)
    assert history.back("now") == 0
    assert history.future == ("now",)
    history.note("new", {"seed"})
    assert (history.past, history.future) == (("new",), ())


def test_the_oldest_steps_are_forgotten():
    history = History(Clock())
    for number in range(2 * MOST_UNDO_STEPS):
        history.note(number, ())
    assert len(history.past) == MOST_UNDO_STEPS
    assert history.past[-1] == 2 * MOST_UNDO_STEPS - 1


def test_earlier_steps_come_back_before_those_since():
    history = History(Clock())
    history.note("since", ())
    history.restore(["first", "second"], ["later"])
    assert history.past == ("first", "second", "since")
    assert history.future == ("later",)
