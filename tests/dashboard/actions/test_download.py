import pytest
from driftscope import SimulationConfig
from driftscope.export.programs import PROGRAMS
from driftscope.export.tables import TABLES
from driftscope_dashboard.actions.download import FORMS, Download, choices_for, file_name, table_pieces


@pytest.fixture
def take(state, services, monkeypatch):
    action = Download(state, services)
    [menu] = action.controls()
    sent = []
    monkeypatch.setattr(menu, "tell", sent.append)

    def wanted(name):
        sent.clear()
        menu.hear({"take": name})
        return sent

    wanted.menu = menu
    return wanted


@pytest.mark.parametrize("form", FORMS)
def test_a_configuration_is_sent_complete(take, state, form):
    [message] = take(form)
    assert message["name"] == f"driftscope.{form}"
    assert message["last"]
    assert SimulationConfig.from_text(message["text"], form) == state.session.config


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_is_sent(take, state, name):
    [message] = take(name)
    assert message == {"name": f"driftscope-{name}.py", "text": PROGRAMS[name](state.session.config), "last": True}


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_sent(take, state, name):
    [message] = take(name)
    assert message["name"] == f"driftscope-{name}.csv"
    assert message["text"] == "".join(TABLES[name](state.session.simulation))


def test_a_long_table_is_sent_in_pieces(take, state, monkeypatch):
    monkeypatch.setattr("driftscope_dashboard.actions.download._PIECE", 100)
    pieces = table_pieces(TABLES["motion"], state.session.simulation)
    sent = take("units")
    assert "".join(pieces) == "".join(TABLES["motion"](state.session.simulation))
    assert [message["last"] for message in sent] == [False] * (len(sent) - 1) + [True]


def test_what_is_not_on_the_menu_is_passed_over(take):
    assert take("everything") == []


def test_the_menu_says_whether_the_reference_makes_the_same(take, state):
    assert "not the same samples" in take.menu.options[1][2]
    state.session.change({"streams": "spikeinterface"})
    assert "the same samples as driftscope's" in take.menu.options[1][2]


def test_the_menu_warns_of_a_table_that_is_cut(state, monkeypatch):
    monkeypatch.setattr("driftscope_dashboard.actions.download.row_limit_note", lambda simulation: "the first ones")
    assert choices_for(state.session.simulation)[2][2] == "the first ones"


def test_a_file_is_called_after_its_preset():
    assert file_name("published-drift", ".yaml") == "published-drift.yaml"
