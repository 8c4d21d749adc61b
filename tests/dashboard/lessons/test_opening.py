from driftscope_dashboard.lessons import opening_link


def test_a_link_opens_a_step_with_what_was_solved_before(short):
    shared, complaint = opening_link(short.lesson, 2)
    assert complaint == ""
    assert shared.config.noise.level_uv == 20.0
    assert shared.look.time_s == 5.0
    assert shared.look.threshold == 4.0


def test_a_lesson_that_cannot_be_opened_says_why(short):
    broken = short.lesson.replace({"start": {"preset": "none"}})
    shared, complaint = opening_link(broken, 0)
    assert shared is None
    assert "Short" in complaint
    assert "preset" in complaint
