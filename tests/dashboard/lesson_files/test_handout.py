import pytest
from driftscope.lessons import builtin_lessons
from driftscope_dashboard.lesson_files.handout import handout_html, link_to, qr_svg

FILES = builtin_lessons().files
FITS = """() => [...document.querySelectorAll('section')].map(one => one.getBoundingClientRect().height / 96 * 25.4)"""


@pytest.mark.browser
@pytest.mark.parametrize(("key", "language"), [("drift", "en"), ("electrode", "de"), ("probes", "de")])
def test_each_side_fits_on_one_page_and_asks_for_nothing(chromium, tmp_path, key, language):
    path = tmp_path / "handout.html"
    path.write_text(handout_html(FILES[key].in_language(language)), encoding="utf-8")
    page = chromium.new_page(viewport={"width": 688, "height": 900})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    page.emulate_media(media="print")
    heights = page.evaluate(FITS)
    page.close()
    assert asked == [path.as_uri()]
    assert len(heights) == 2
    assert max(heights) < 297 - 28


def test_solutions_can_be_left_out(monkeypatch):
    lesson = FILES["look"].lesson
    whole, front = handout_html(lesson), handout_html(lesson, solutions=False)
    assert "Solutions" in whole
    assert "Solutions" not in front
    assert "down" in front  # one of the options


@pytest.mark.parametrize(
    ("key", "language", "link"),
    [
        ("drift", "en", "https://lab.example/?lesson=drift"),
        ("truth", "de", "https://lab.example/hybrid?lesson=truth&lang=de"),
    ],
)
def test_the_link_opens_the_lesson_in_its_language(key, language, link):
    assert link_to(FILES[key].in_language(language), "https://lab.example/") == link


def test_a_link_is_a_qr_code():
    assert qr_svg("https://lab.example").startswith("<svg")
