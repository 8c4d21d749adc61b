"""A class from the outside: it is led by who began it, and counts without knowing who answers."""

import json

import pytest

BROKEN = "lesson: 1\nid: broken\ntitle: 3\n"
OWN = """
lesson: 1
id: drift
title: My own drift
idea: It replaces the one that is there.
minutes: 1
steps: [{say: Look., ask: {kind: open, question: What do you see?}, show: {say: Something.}}]
"""


@pytest.fixture(scope="module")
def server(start_server, tmp_path_factory):
    """A server with classes and lessons of its own, in two processes."""
    folder = tmp_path_factory.mktemp("lessons")
    (folder / "broken.yaml").write_text(BROKEN, encoding="utf-8")
    (folder / "own.yaml").write_text(OWN, encoding="utf-8")
    return start_server("--processes", "2", "--class", "--lessons", str(folder))


def told(server, path, data, kind="application/json"):
    """Send JSON; return the status and what is answered."""
    import http.client

    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    connection.request("POST", path, body=json.dumps(data), headers={"Content-Type": kind})
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, json.loads(text) if text.startswith("{") else text


def begun(server):
    return told(server, "/class", {"lesson": "drift", "here": f"http://localhost:{server.port}/"})[1]


def test_what_is_wrong_with_a_folder_is_said_and_the_server_starts(server):
    assert "broken.yaml, line 3, title" in server.log()
    assert "Replaced built-in lessons: drift" in server.log()
    assert "My own drift" in server.get("/teach?lesson=drift")[2]


def test_the_leading_page_has_the_questions_and_not_the_answers(server):
    status, headers, text = server.get("/teach?lesson=noise&lang=de")
    assert status == 200
    assert "script-src" in headers["Content-Security-Policy"]
    assert "question" in text
    assert "answer&quot;" not in text
    assert "Unknown lesson" in server.get("/teach?lesson=nothing")[2]
    assert "&quot;lesson&quot;: null" in server.get("/teach")[2]


def test_the_leading_page_speaks_the_language_of_its_reader(server):
    assert "Alle zu Schritt" in server.get("/teach?lesson=noise&lang=de")[2]
    assert "Everyone to step" in server.get("/teach?lesson=noise", {"Accept-Language": "fr, en;q=0.5"})[2]
    assert "Welche Lektion nimmt deine Klasse?" in server.get("/teach", {"Accept-Language": "de-AT"})[2]


def test_the_one_who_begins_gets_the_link_and_its_code(server):
    here = f"http://localhost:{server.port}/"
    _, made = told(server, "/class", {"lesson": "noise", "here": here, "language": "de"})
    assert made["link"] == f"{here}?lesson=noise&class={made['code']}&lang=de"
    assert made["qr"].startswith("<svg")
    assert "lang" not in told(server, "/class", {"lesson": "noise", "here": here, "language": "<b>"})[1]["link"]
    assert told(server, "/class", {"lesson": "noise", "here": "javascript:alert(1)"})[0] == 400


def test_each_page_of_a_class_has_its_own_random_numbers_where_the_teacher_says_so(server):
    made = begun(server)
    path = f"/class/{made['code']}"

    def seeds():
        return [json.loads(server.get(f"{path}?page={page:024x}")[2])["seed"] for page in (1, 2)]

    assert seeds() == [0, 0]
    assert told(server, f"{path}/lead", {"key": made["key"], "seeds": True})[1]["seeds"] is True
    assert seeds() == [1, 2]
    told(server, f"{path}/lead", {"key": made["key"], "seeds": False})
    assert seeds() == [0, 0]


def test_answers_are_counted_and_shown_from_five_on(server):
    made = begun(server)
    code = made["code"]
    for page in range(5):
        number = f"{page:024x}"
        assert server.get(f"/class/{code}?page={number}")[0] == 200
        assert told(server, f"/class/{code}", {"page": number, "step": 0, "given": 1})[0] == 200
        _, state = told(server, f"/class/{code}/lead", {"key": made["key"], "step": 0})
        assert (state["tally"] is None) == (page < 4)
    assert state["tally"] == [["1", 5]]
    assert state["pages"] == 5


def test_only_who_began_a_class_leads_it(server):
    made = begun(server)
    path = f"/class/{made['code']}"
    assert told(server, f"{path}/lead", {"key": "guessed", "step": 1, "hold": 1})[0] == 403
    assert told(server, f"{path}/lead", {"key": made["key"], "step": 1, "hold": 1, "everyone": True})[0] == 200
    assert json.loads(server.get(path)[2]) == {"hold": 1, "moved": 1, "step": 1, "seed": 0}
    told(server, f"{path}/lead", {"key": made["key"], "step": 1, "hold": None})
    assert json.loads(server.get(path)[2])["hold"] is None


def test_what_cannot_be_read_is_refused_in_words(server):
    code = begun(server)["code"]
    assert told(server, "/class", {"lesson": "nothing"})[0] == 404
    assert told(server, "/class", {"lesson": "drift"}, kind="text/plain")[0] == 415
    assert told(server, "/class", [1])[0] == 400
    status, answer = told(server, "/class/ZZZZ", {"page": "0" * 24, "step": 0})
    assert (status, answer["complaint"]) == (404, "This class has ended.")
    assert told(server, f"/class/{code}", {"page": "<script>", "step": 0, "given": 1})[0] == 200
    assert told(server, f"/class/{code}", {"page": "0" * 24, "step": "x"})[0] == 200


def test_visitors_have_no_pages_made_for_them(server):
    assert server.get("/?lesson=noise&class=ABCD", method="HEAD")[0] == 405


def test_without_the_option_there_is_no_class(start_server):
    server = start_server("--processes", "1")
    assert server.get("/teach?lesson=drift")[0] == 404
    assert told(server, "/class", {"lesson": "drift"})[0] in (403, 404, 405)
