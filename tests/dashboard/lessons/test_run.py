from driftscope_dashboard.lessons import LessonRun


def test_a_lesson_begins_with_its_configuration_and_look_as_one_step(run, state, small):
    assert state.session.config.seed == 3
    assert state.selection.units == (1,)
    assert state.selection.time_s == 2.0
    state.session.undo()
    assert state.session.config == small


def test_the_reveal_needs_an_answer_and_the_deed(run, state):
    run.show()
    assert not run.is_shown
    run.answer(0)
    assert not run.can_show
    state.selection.look(time_s=5.0)
    assert run.rules == (True,)
    assert run.can_show
    run.show()
    assert run.is_shown
    assert state.selection.threshold == 4.0


def test_what_was_done_before_the_answer_counts(run, state):
    state.selection.look(time_s=5.0)
    assert not run.is_reached
    run.answer(None)
    assert run.can_show
    state.selection.look(time_s=9.0)
    assert run.can_show


def test_an_answer_is_not_changed_after_the_reveal(run, state):
    run.answer(0)
    state.selection.look(time_s=5.0)
    run.show()
    run.answer(1)
    assert run.answers == {0: 0}


def test_the_page_makes_the_moves_itself(run, state):
    run.enter(1)
    run.solve()
    assert state.session.config.noise.level_uv != 20.0
    run.answer(5)
    run.solve()
    assert state.session.config.noise.level_uv == 20.0
    assert run.moved_itself
    assert run.can_show
    state.session.undo()
    assert state.session.config.noise.level_uv == 10.0


def test_a_step_begins_as_the_lesson_says_wherever_one_was(run, state):
    state.session.change({"seed": 99})
    run.enter(1)
    assert state.session.config.seed == 3
    assert state.selection.time_s == 5.0
    run.enter(7)
    assert run.number == 1


def test_the_step_and_the_lesson_begin_anew(run, state):
    run.answer(1)
    state.selection.look(time_s=5.0)
    run.show()
    run.step_again()
    assert not run.is_answered
    assert state.selection.time_s == 2.0
    run.answer(1)
    run.enter(1)
    run.reset()
    assert (run.number, run.answers, run.shown) == (0, {}, frozenset())


def test_leaving_keeps_the_configuration(run, state):
    run.enter(1)
    config = state.session.config
    run.leave()
    assert run.lesson is None
    assert state.session.config == config
    state.selection.look(time_s=1.0)
    assert run.rules == ()


def test_a_page_that_is_as_it_was_left_stays_so(state, services, short):
    run = LessonRun(state, services)
    before = state.session.config
    run.begin(short, [], 1, as_it_is=True)
    run.restore({0: 1, 1: "20", 9: 3}, [0, 17])
    assert state.session.config == before
    assert run.answers == {0: 1, 1: 20.0}
    assert run.shown == {0}


def test_a_teacher_holds_reveals_back(run, state):
    run.answer(1)
    state.selection.look(time_s=5.0)
    run.hold(0)
    run.show()
    assert run.is_held
    assert not run.is_shown
    run.hold(None)
    run.show()
    assert run.is_shown


def test_a_lesson_goes_on_in_another_language(run):
    run.answer(1)
    run.speak("de")
    assert run.lesson.title == "Kurz"
    assert run.is_answered


def test_a_step_of_another_page_is_not_opened_here(state, services, short):
    run = LessonRun(state, services, "hybrid")
    before = state.session.config
    run.begin(short, [])
    assert state.session.config == before
    assert not run.arrived


def test_own_random_numbers_begin_the_step_anew_and_can_be_given_back(run, state):
    seed = state.session.config.seed
    run.vary(3)
    assert (run.seed_shift, state.session.config.seed) == (3, seed + 3)
    run.enter(0)
    assert state.session.config.seed == seed + 3
    for refused in (-1, 10**6):
        run.vary(refused)
    assert run.seed_shift == 3
    run.vary(0)
    assert state.session.config.seed == seed
