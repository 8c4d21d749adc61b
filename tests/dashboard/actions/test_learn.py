from driftscope.lessons import builtin_lessons
from driftscope_dashboard.actions.learn import Learn, options_for


def test_the_menu_offers_every_lesson(state, services):
    [menu] = Learn(state, services).controls()
    assert [one[0] for one in menu.options] == list(builtin_lessons().files)


def test_a_lesson_says_what_comes_before_it():
    lessons = {name: file.lesson for name, file in builtin_lessons().files.items()}
    options = {one[0]: one for one in options_for(lessons)}
    for name, lesson in lessons.items():
        assert options[name][6] == [lessons[one].title for one in lesson.needs if one in lessons]
