"""Files that the browser sends: what they hold, or why they are refused."""

from base64 import b64encode

import pytest
from driftscope import ConfigError
from driftscope.probe import InlineProbe
from driftscope_dashboard.actions.uploads import MOST_CONFIG_BYTES, Sent, read_configuration, read_sent


@pytest.mark.parametrize("form", ["yaml", "json", "toml"])
def test_what_was_downloaded_can_be_opened(small, form):
    text = small.to_text(form)
    assert read_configuration(f"mine.{form.upper()}", text, len(text)) == small


@pytest.mark.parametrize(
    ("name", "text", "size", "words"),
    [
        ("big.yaml", "", MOST_CONFIG_BYTES + 1, "larger than 1 MiB"),
        ("big.yaml", "x" * (MOST_CONFIG_BYTES + 1), 1, "larger than 1 MiB"),
        ("picture.png", "", 10, "must end in"),
        ("broken.yaml", "a: [", 4, "not yaml"),
        ("wrong.yaml", "noise: {level_uv: -1}", 21, "at least 0"),
    ],
)
def test_what_is_no_configuration_is_refused_in_words(name, text, size, words):
    with pytest.raises(ConfigError, match=words):
        read_configuration(name, text, size)


def sent(name, text="", **more):
    return Sent.of({"name": name, "text": text, "size": len(text), **more}, 60.0, (0.0, 200.0))


def test_a_file_is_read_as_what_its_name_and_content_say(small):
    assert read_sent(sent("mine.json", small.to_text("json"))) == ("mine.json", small)
    prb = "channel_groups = {0: {'channels': [0, 1], 'geometry': [[0, 0], [0, 20]]}}"
    name, probe = read_sent(sent("two.prb", prb))
    assert name == "two.prb" and isinstance(probe, InlineProbe)
    encoded = b64encode(b"time_s,displacement_um\n0,0\n30,5\n60,0\n").decode()
    _, drift = read_sent(sent("drift.csv", bytes=encoded))
    assert drift.curve.displacement_um.max() == 5.0


@pytest.mark.parametrize("size", ["huge", -1, 2**60, float("nan"), None])
def test_a_size_that_cannot_be_is_too_large(size):
    with pytest.raises(ConfigError, match="is larger than"):
        read_sent(Sent.of({"name": "a.yaml", "size": size}, 60.0))


def test_a_name_is_not_repeated_at_length():
    assert len(sent("x" * 10_000 + ".yaml").name) < 300
