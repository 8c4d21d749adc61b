import pytest
from driftscope.lessons import builtin_lessons
from driftscope_dashboard.lesson_files.static import static_html

FILES = builtin_lessons().files


@pytest.fixture
def opened(chromium, tmp_path):
    """Opens a lesson from a file, in a page that refuses every other request."""
    pages = []

    def open_lesson(key, language="en"):
        path = tmp_path / f"{key}.html"
        path.write_text(static_html(FILES[key].in_language(language)), encoding="utf-8")
        page = chromium.new_page(viewport={"width": 1280, "height": 900})
        pages.append(page)
        page.asked, page.complaints = [], []
        page.own = path.as_uri()
        page.route("**", lambda route: route.continue_() if route.request.url == page.own else route.abort())
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("console", lambda said: page.complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.size = path.stat().st_size
        page.goto(page.own)
        page.wait_for_function("() => window.dsLesson")
        return page

    yield open_lesson
    for page in pages:
        page.close()


def step(page):
    return page.evaluate("() => window.dsLesson.step()")


def revealed(page):
    return page.locator(".ds-lesson-reveal div").first.inner_text()


@pytest.mark.browser
@pytest.mark.parametrize("key", ["electrode", "drift", "probes"])
def test_a_lesson_is_walked_through_from_a_file_without_a_request(opened, key):
    page = opened(key)
    assert page.size < 3_000_000
    for number, one in enumerate(FILES[key].lesson.steps):
        assert step(page) == number
        if one.ask is not None:
            assert page.locator(".ds-lesson-next button").is_disabled()
            page.locator(".ds-lesson-unknown button").click()
            page.wait_for_function("number => window.dsLesson.answered()[number]", arg=number)
        page.keyboard.press("PageDown")
    assert {url for url in page.asked if not url.startswith("data:")} == {page.own}
    assert page.complaints == []


@pytest.mark.browser
def test_the_reveal_is_hidden_until_an_answer_is_given(opened):
    page = opened("electrode")
    assert "45 %" not in revealed(page)
    page.locator(".ds-lesson-question input").first.fill("90")
    page.keyboard.press("Enter")
    page.wait_for_function("() => window.dsLesson.answered()[0]")
    assert "You said: 90 µV. It is: 40 µV." in revealed(page)
    assert "45 %" in revealed(page)
    page.keyboard.press("Enter")
    page.wait_for_function("() => window.dsLesson.step() === 1")


@pytest.mark.browser
def test_a_slider_and_a_case_change_the_pictures(opened):
    page = opened("probes", "de")
    page.locator(".ds-lesson-unknown button").click()
    page.wait_for_function("() => window.dsLesson.answered()[0]")
    before = page.evaluate("() => window.dsLesson.shown()")
    page.locator(".ds-lesson-case select").first.select_option("tetrode")
    page.wait_for_function("before => window.dsLesson.shown() !== before", arg=before)
    before = page.evaluate("() => window.dsLesson.shown()")
    page.locator(".ds-lesson-slider .noUi-handle").first.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("before => window.dsLesson.shown() !== before", arg=before)
    assert "Drei Maxima" in revealed(page)
