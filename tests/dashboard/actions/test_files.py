import pytest
from driftscope import ConfigError, SimulationConfig
from driftscope_dashboard.actions.files import MOST_BYTES, Files, read_upload


@pytest.mark.parametrize("form", ["yaml", "json", "toml"])
def test_what_was_downloaded_can_be_opened(small, form):
    text = small.to_text(form)
    assert read_upload(f"mine.{form.upper()}", text, len(text)) == small


@pytest.mark.parametrize(
    ("name", "text", "size", "words"),
    [
        ("big.yaml", "", MOST_BYTES + 1, "larger than 4 MiB"),
        ("big.yaml", "x" * (MOST_BYTES + 1), 1, "larger than 4 MiB"),
        ("picture.png", "", 10, "must end in"),
        ("broken.yaml", "a: [", 4, "not yaml"),
        ("wrong.yaml", "noise: {level_uv: -1}", 21, "at least 0"),
    ],
)
def test_what_is_no_configuration_is_refused_in_words(name, text, size, words):
    with pytest.raises(ConfigError, match=words):
        read_upload(name, text, size)


def test_a_refused_file_leaves_everything(state, services, small):
    files = Files(state, services)
    [bring] = files.controls()
    with pytest.raises(ConfigError):
        bring._handle_msg({"name": "a.yaml", "text": "nonsense: 1", "size": 11})
    assert state.session.config == small


def test_an_opened_file_is_announced(state, services):
    [bring] = Files(state, services).controls()
    text = SimulationConfig(seed=77).to_text("yaml")
    bring._handle_msg({"name": "a.yaml", "text": text, "size": len(text)})
    assert state.session.config.seed == 77
    assert "a.yaml" in state.notices.latest[2]
