import pytest
from driftscope import ConfigError
from driftscope_dashboard.actions.generate import Generate, options_from
from driftscope_dashboard.session.export_jobs import defaults


@pytest.fixture
def panel(state, services, monkeypatch):
    made = Generate(state, services)
    [control] = made.controls()
    made.told = []
    monkeypatch.setattr(control, "tell", made.told.append)
    return made


def test_the_defaults_of_the_panel_are_those_of_the_options():
    assert options_from(defaults()) == options_from({})


def test_an_impossible_value_is_refused():
    with pytest.raises(ConfigError):
        options_from({"samples.adc_bits": 99})


def test_opening_tells_all_that_can_be_chosen(panel, services):
    panel._asked({"command": "open"})
    [told] = panel.told
    assert {field["path"] for field in told["fields"]} == set(told["values"])
    assert told["place"] == str(services.export_jobs.place)


def test_a_name_or_value_that_cannot_be_is_said_before_anything_is_worked_out(panel):
    panel._asked({"command": "estimate", "name": "../up", "options": {}})
    panel._asked({"command": "estimate", "name": "fine", "options": {"samples.gain_uv": -1}})
    assert [told["possible"] for told in panel.told] == [False, False]
    assert "slashes" in panel.told[0]["words"]
    assert "gain_uv" in panel.told[1]["words"]


def test_writing_under_a_bad_name_is_refused(panel, services):
    panel._asked({"command": "write", "name": "a/b", "options": {}})
    assert panel.told[-1]["possible"] is False
    assert services.export_jobs.all == ()


def test_the_panel_follows_what_is_written(panel, services, small):
    export_jobs = services.export_jobs
    panel._asked({"command": "write", "name": "one", "options": {}})
    assert [line[0] for line in panel.panel.value] == ["one"]
    panel._asked({"command": "stop", "name": "one"})
    export_jobs.export_jobs.end()


def test_the_next_name_is_proposed(panel, services, tmp_path):
    (services.export_jobs.place / "recording").mkdir(parents=True)
    panel._asked({"command": "open"})
    assert panel.told[-1]["name"] == "recording-2"
    panel._asked({"command": "write", "name": "mine", "options": {}})
    assert panel.told[-1] == {"next": "mine-2"}
    services.export_jobs.export_jobs.end()


def test_a_folder_that_cannot_be_shown_is_said(panel, state):
    panel._asked({"command": "show", "name": "elsewhere"})
    assert state.notices.latest[1:] == ("error", "This folder cannot be shown from here.")
