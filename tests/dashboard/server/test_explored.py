import json

from driftscope_dashboard.server.explored import follow, tell


def test_a_line_is_told_at_once(capsys):
    tell({"url": "http://localhost:1/"})
    assert json.loads(capsys.readouterr().out) == {"url": "http://localhost:1/"}


def test_the_configuration_is_told_now_and_whenever_it_changes(state, capsys):
    follow(state)
    state.session.change({"noise.level_uv": 3.0})
    told = [json.loads(line)["config"] for line in capsys.readouterr().out.splitlines()]
    assert told[-1] == state.session.config.to_dict()
    assert len(told) == 2
