"""What a browser shows instead of a page of the dashboard."""

from html.parser import HTMLParser

import pytest
from driftscope_dashboard.server import answers
from driftscope_dashboard.server.answers import Answer, SayInWords
from tornado.testing import AsyncHTTPTestCase
from tornado.web import Application

ALL = [one for one in vars(answers).values() if isinstance(one, Answer)]
HOSTILE = Answer(403, "<script>alert(1)</script>", ("a & b", '"><img src=x onerror=alert(1)>'), headers={"X-One": "1"})


class Read(HTMLParser):
    """What a page says, and with which tags."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.words = [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)

    def handle_data(self, data):
        self.words.append(data)


@pytest.mark.parametrize("answer", ALL, ids=lambda answer: answer.title)
def test_every_answer_is_a_page_that_says_what_is_wrong_and_what_to_do(answer):
    read = Read(answer.as_page())
    assert 400 <= answer.status < 600
    assert answer.title in "".join(read.words)
    assert answer.paragraphs and all(words in "".join(read.words) for words in answer.paragraphs)
    assert "script" not in read.tags


def test_a_page_asks_again_only_where_that_helps():
    assert 'http-equiv="refresh" content="2"' in answers.RESTARTING.as_page()
    assert "refresh" not in answers.NO_TOKEN.as_page()


def test_words_are_words_whatever_they_hold():
    read = Read(HOSTILE.as_page())
    assert "script" not in read.tags and "img" not in read.tags
    assert all(words in "".join(read.words) for words in (HOSTILE.title, *HOSTILE.paragraphs))


class TestOverTheNetwork(AsyncHTTPTestCase):
    """An answer as a browser gets it."""

    def get_app(self):
        return Application([(".*", SayInWords, {"answer": HOSTILE})])

    def test_status_and_headers_are_those_of_the_answer(self):
        for method in ("GET", "HEAD", "DELETE"):
            got = self.fetch("/anything", method=method)
            assert got.code == 403
            assert got.headers["X-One"] == "1"
            assert got.headers["Cache-Control"] == "no-store"
            assert got.headers["Content-Type"].startswith("text/html")
