"""Lessons as a student walks through them: by the page's own moves, by keys alone, and after a reload."""

import re

import pytest
from driftscope.lessons import builtin_lessons
from playwright.sync_api import expect

LESSONS = {name: file.lesson for name, file in builtin_lessons().files.items()}
ADDRESSES = {"synthetic": "", "hybrid": "hybrid"}


class Card:
    """The card of the lesson, and its buttons."""

    def __init__(self, dashboard):
        self.dashboard, self.page = dashboard, dashboard.page

    def button(self, name):
        return self.page.locator(f".ds-lesson-{name}")

    @property
    def reveal(self):
        return self.page.locator(".ds-lesson-reveal")

    def at(self, number, steps):
        self.page.wait_for_function(
            "words => document.querySelector('.ds-lesson-progress')?.getAttribute('aria-label') === words"
            " && document.querySelector('.ds-status').dataset.word === 'ready'", arg=f"Step {number} of {steps}",
        )  # fmt: skip

    def answer(self, ask):
        """Answer the question as one who does not know."""
        if ask is None or ask.kind == "open":
            return
        expect(self.button("unknown")).to_be_visible()
        self.button("unknown").click()


def walk(card, lesson, number):
    """Walk through a step by the page's own moves."""
    step = lesson.steps[number]
    card.at(number + 1, len(lesson.steps))
    expect(card.reveal).to_be_hidden()
    there = [view for view in step.hide if card.page.locator(f".ds-view-{view}").count()]
    for view in there if step.ask is not None else ():
        expect(card.page.locator(f".ds-view-{view} > .ds-plate")).to_have_text("shown after your answer")
    card.answer(step.ask)
    if step.solve and not (step.ask and step.ask.kind == "open"):
        expect(card.page.locator(".ds-lesson .task")).to_be_visible()
        if card.page.locator(".ds-lesson .task.reached").count() == 0:
            card.button("solve").click()
        expect(card.page.locator(".ds-lesson .task.reached")).to_be_visible()
    card.button("show").click()
    expect(card.reveal).to_be_visible()
    expect(card.page.locator(".ds-plate")).to_have_count(0)
    expect(card.reveal).not_to_contain_text("…")
    expect(card.page.locator(".ds-lesson .say-it")).not_to_contain_text("…")


@pytest.mark.parametrize("name", LESSONS)
def test_every_lesson_is_walked_through_by_its_own_moves(dashboard, name):
    lesson = LESSONS[name]
    dashboard.page.goto(f"{dashboard.address}/{ADDRESSES[lesson.page_of(0)]}?lesson={name}")
    card = Card(dashboard)
    for number in range(len(lesson.steps)):
        walk(card, lesson, number)
        card.button("next").click()
    expect(dashboard.page.locator(".ds-lesson")).to_be_hidden()
    assert "lesson=" not in dashboard.page.url
    dashboard.wait_for_picture()


def test_a_lesson_is_passed_with_keys_alone(dashboard):
    lesson = LESSONS["drift"]
    page = dashboard.open("?lesson=drift").page
    card = Card(dashboard)
    for number, step in enumerate(lesson.steps):
        card.at(number + 1, len(lesson.steps))
        if step.ask and step.ask.kind == "choice":
            page.locator(".ds-lesson-answer-0 input").focus()
            page.keyboard.press("Space")
            page.keyboard.press("Enter")
            expect(page.locator(".ds-lesson .task")).to_be_visible()
            expect(card.button("solve")).to_be_focused()  # what has the focus goes, and the next thing has it
            page.keyboard.press("Enter")
            expect(page.locator(".ds-lesson .task.reached")).to_be_visible()
        page.keyboard.press("Enter")
        expect(card.reveal).to_be_visible()
        expect(page.locator(".ds-lesson .heard")).not_to_be_empty()
        if step.ask and step.ask.kind == "choice":
            expect(card.button("next")).to_be_focused()
        if number == 1:
            expect(card.reveal).to_contain_text("You said “60 µV”; it is “4 µV”.")
        page.keyboard.press("Enter")
    expect(page.locator(".ds-lesson")).to_be_hidden()


def test_what_one_does_oneself_is_seen(dashboard):
    page = dashboard.open("?lesson=drift&step=2").page
    card = Card(dashboard)
    page.locator(".ds-lesson-answer-1").click()
    card.button("show").click()
    expect(card.button("show")).to_be_disabled()
    dashboard.type_into("time", "70")
    expect(card.button("show")).to_be_enabled()
    card.button("show").click()
    expect(card.reveal).to_contain_text("finds 1")


def test_a_reload_keeps_step_and_answers(dashboard):
    page = dashboard.open("?lesson=drift").page
    card = Card(dashboard)
    walk(card, LESSONS["drift"], 0)
    card.button("next").click()
    card.at(2, 5)
    page.locator(".ds-lesson-answer-0").click()
    card.button("show").click()
    expect(card.button("solve")).to_be_visible()
    page.wait_for_url(re.compile("step=2"))
    page.reload()
    card.at(2, 5)
    expect(card.button("solve")).to_be_visible()
    card.button("back").click()
    card.at(1, 5)
    expect(card.reveal).to_be_visible()
    card.button("reset").click()
    expect(card.reveal).to_be_hidden()


def test_free_play_gives_all_of_the_page_and_leads_back(dashboard):
    page = dashboard.open("?lesson=drift&step=2").page
    assert page.locator(".ds-plate").count() > 0
    page.keyboard.press("Escape")
    expect(page.locator(".ds-plate")).to_have_count(0)
    expect(page.locator(".ds-lesson-question")).to_be_hidden()
    page.locator(".ds-lesson-free").click()
    expect(page.locator(".ds-lesson-question")).to_be_visible()


def test_an_unknown_lesson_is_answered_with_those_that_there_are(dashboard):
    page = dashboard.open("?lesson=drfit").page
    expect(page.get_by_role("alert")).to_contain_text("Available:")
    expect(page.get_by_role("alert")).to_contain_text("drift")
    expect(page.locator(".ds-lesson")).to_be_hidden()


def test_a_lesson_is_opened_from_the_menu_and_goes_on_where_one_was(dashboard):
    page = dashboard.open().page
    page.locator(".ds-learn button").first.click()
    page.locator(".ds-learn-drift").click()
    card = Card(dashboard)
    card.at(1, 5)
    card.button("next").click()
    card.at(2, 5)
    page.locator(".ds-learn button").first.click()
    expect(page.locator(".ds-learn-drift")).to_contain_text("step 2 of 5")
    page.keyboard.press("Escape")
    page.locator(".ds-lesson-free").click()
    page.locator(".ds-lesson-leave").click()
    expect(page.locator(".ds-lesson")).to_be_hidden()
    page.locator(".ds-undo button").click()
    dashboard.wait_for_picture()


@pytest.mark.parametrize("dashboard", [{"viewport": {"width": 390, "height": 844}}], indirect=True)
def test_on_a_phone_the_card_stands_below_the_pictures(dashboard):
    page = dashboard.open("?lesson=drift").page
    assert page.locator(".ds-lesson").get_attribute("data-place") == "end"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    walk(Card(dashboard), LESSONS["drift"], 0)


@pytest.mark.parametrize("dashboard", [{"viewport": {"width": 1024, "height": 768}}], indirect=True)
def test_beside_a_drawer_the_card_is_a_strip_that_folds(dashboard):
    page = dashboard.open("?lesson=drift").page
    before = page.locator(".ds-lesson").bounding_box()["height"]
    page.locator(".ds-lesson-fold").click()
    assert page.locator(".ds-lesson").bounding_box()["height"] < min(before, 60)


@pytest.mark.parametrize("dashboard", [{"viewport": {"width": 1024, "height": 768}}], indirect=True)
def test_a_projector_shows_the_views_of_the_focus_and_a_remote_leads(dashboard):
    page = dashboard.open("?lesson=drift&view=projector").page
    Card(dashboard).at(1, 5)
    expect(page.locator(".ds-view-driftmap")).to_be_visible()
    for hidden in (".ds-view-traces", ".ds-view-probe", "aside", ".toolbar"):
        expect(page.locator(hidden)).to_be_hidden()
    for button in ("back", "show", "next"):
        box = page.locator(f".ds-lesson-{button}").bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 1024
        assert box["y"] + box["height"] <= 768
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator(".ds-lesson-unknown").click()
    page.locator(".ds-lesson-solve").click()
    expect(page.locator(".ds-lesson .task.reached")).to_be_visible()
    page.keyboard.press("PageDown")
    expect(page.locator(".ds-lesson-reveal")).to_be_visible()
    page.keyboard.press("PageDown")
    Card(dashboard).at(2, 5)
    page.keyboard.press("PageUp")
    Card(dashboard).at(1, 5)


def test_the_help_leads_to_the_lesson_about_the_page(dashboard):
    page = dashboard.open().page
    page.keyboard.press("?")
    page.locator("dialog .ds-first-lesson").click()
    expect(page.locator(".ds-lesson h2")).to_have_text(LESSONS["look"].title)
    dashboard.wait_for_picture()
