import json

import numpy as np
import probeinterface
import pytest
from driftscope import ConfigError, SimulationConfig
from driftscope.probe import build_probe, wired_probe
from driftscope_dashboard.actions.files import Files
from driftscope_dashboard.form.probefile import is_probe, probe_button, probe_in_words, read_probe
from driftscope_dashboard.kinds import SYNTHETIC
from driftscope_dashboard.session.form_fields import INLINE

PRB = """
total_nb_channels = 4
radius = 100
channel_groups = {
    0: {"channels": list(range(0, 2)), "geometry": {0: [0, 0], 1: (0, 25.5)}, "graph": []},
    1: {"channels": [2, 3], "geometry": {2: [200, 0], 3: [200, 25]}},
}
"""


def written(tmp_path, *probes):
    group = probeinterface.ProbeGroup()
    for number, probe in enumerate(probes):
        probe.move([500.0 * number, 0.0])
        group.add_probe(probe)
    probeinterface.write_probeinterface(tmp_path / "probe.json", group)
    return (tmp_path / "probe.json").read_text()


def test_a_file_of_probeinterface_becomes_the_configurations_probe(tmp_path):
    probe = probeinterface.generate_multi_columns_probe(num_columns=3, num_contact_per_column=5)
    text = written(tmp_path, probe)
    assert is_probe("any.json", text)
    read = read_probe("any.json", text)
    np.testing.assert_array_equal(build_probe(read).contact_positions, probe.contact_positions)
    config = SimulationConfig().replace({"probe": read.to_dict()})
    assert SimulationConfig.from_text(config.to_text("yaml"), "yaml", "x.yaml") == config


def test_a_prb_file_is_read_as_probeinterface_reads_it(tmp_path):
    (tmp_path / "four.prb").write_text(PRB)
    theirs = probeinterface.read_prb(tmp_path / "four.prb")
    ours = build_probe(read_probe("four.PRB", PRB))
    expected = np.concatenate([probe.contact_positions for probe in theirs.probes])
    np.testing.assert_array_equal(ours.contact_positions, expected)
    assert probe_in_words(read_probe("four.prb", PRB)) == "4 contacts on 2 shanks"


def test_nothing_in_a_prb_file_is_run(tmp_path):
    trap = tmp_path / "trap"
    text = f"open({str(trap)!r}, 'w').write('x')\n{PRB}"
    read_probe("four.prb", text)
    assert not trap.exists()
    with pytest.raises(ConfigError, match="not a PRB file"):
        read_probe("four.prb", f"channel_groups = {{0: open({str(trap)!r}, 'w')}}")
    assert not trap.exists()


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("a.json", "{", "not a probe in probeinterface's JSON format"),
        ("a.json", '{"probes": 3}', "not a probe in probeinterface's JSON format"),
        ("a.prb", "", "not a PRB file"),
        ("a.prb", "channel_groups = {0: 1", "not a PRB file"),
        ("a.prb", "channel_groups = 7", "not a PRB file"),
        ("a.prb", "channel_groups = {0: {'channels': range(10**9), 'geometry': {}}}", "not a PRB file"),
        ("a.prb", "channel_groups = {}", "between 1 and 10000 contacts"),
        ("a.prb", "channel_groups = {0: {'channels': [0, 1], 'geometry': [[1, 1], [1, 1]]}}", "at identical positions"),
        ("a.prb", "channel_groups = {0: {'channels': [0], 'geometry': [[1, 1e999]]}}", "without a position"),
    ],
)
def test_what_is_no_probe_is_refused_in_words(name, text, words):
    with pytest.raises(ConfigError, match=words) as refused:
        read_probe(name, text)
    assert str(refused.value).startswith(name)


def test_a_file_of_two_probes_is_joined_and_says_so(tmp_path):
    text = written(tmp_path, *(probeinterface.generate_tetrode() for _ in range(2)))
    words = probe_in_words(read_probe("two.json", text))
    assert words.startswith("8 contacts on 2 shanks; 2 probes are combined")


def test_the_wiring_of_a_file_is_kept(tmp_path):
    text = "channel_groups = {0: {'channels': [1, 0], 'geometry': {0: (0, 0), 1: (0, 25)}}}"
    read = read_probe("two.prb", text)
    assert wired_probe(read).columns.tolist() == [0, 1]
    assert build_probe(read).contact_positions.tolist() == [[0, 0], [0, 25]]


def test_a_configuration_is_no_probe():
    inline = SimulationConfig().replace({"probe": read_probe("four.prb", PRB).to_dict()})
    assert not is_probe("mine.json", SimulationConfig().to_text("json"))
    assert not is_probe("mine.json", inline.to_text("json"))


def test_a_dropped_probe_is_taken_and_announced(state, services):
    [bring] = Files(state, services).controls()
    bring.hear({"name": "four.prb", "text": PRB, "size": len(PRB)})
    assert probe_in_words(state.session.config.probe) == "4 contacts on 2 shanks"
    assert state.notices.latest[2] == "four.prb is now the probe"


def test_the_form_opens_a_probe_and_describes_it(state, services):
    editor = SYNTHETIC.editor(state, services)
    button = probe_button(state.session, services)
    button.hear({"name": "four.prb", "text": PRB, "size": len(PRB)})
    assert state.session.config.probe.kind == "inline"
    shown = editor.controls[INLINE]
    assert (shown.listed, shown.value) == ("4 contacts on 2 shanks", None)
    assert json.dumps(shown.fallback) == "null"
    button.hear({"name": "none.prb", "text": "", "size": 0})
    assert "is empty" in str(services.failures[0])
    state.session.undo()
    assert state.session.config.probe.kind == "linear"
