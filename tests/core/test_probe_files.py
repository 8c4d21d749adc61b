"""Probe files of all kinds, read without running anything."""

import json

import numpy as np
import probeinterface
import pytest
from driftscope import ConfigError, SimulationConfig
from driftscope.probe import FileProbe, InlineProbe, build_probe, wired_probe
from driftscope.probe_files import read_probe_text

GEOMETRY = "{0: (0, 0), 1: (0, 20), 2: (0, 40), 3: (0, 60)}"


def described(**changes):
    """A probe of four contacts as probeinterface's JSON holds it, with changes; None takes a key away."""
    probe = probeinterface.generate_linear_probe(4, ypitch=20)
    said = probe.to_dict(array_as_list=True) | changes
    said["contact_shape_params"] = [dict(one) for one in probe.contact_shape_params]
    return {key: value for key, value in said.items() if value is not None}


def group_of(*probes):
    return json.dumps({"specification": "probeinterface", "version": "0.4", "probes": list(probes)})


def prb(channels, geometry=GEOMETRY):
    group = f"{{'channels': {channels}, 'geometry': {geometry}}}"
    return f"total_nb_channels = 4\nradius = 100\nchannel_groups = {{0: {group}}}"


def saved(tmp_path, name, text):
    (tmp_path / name).write_text(text)
    return FileProbe(path=tmp_path / name)


@pytest.mark.parametrize("order", [[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1]])
def test_a_prb_file_that_probeinterface_writes_is_read_as_probeinterface_reads_it(tmp_path, order):
    probe = probeinterface.generate_multi_columns_probe(num_columns=2, num_contact_per_column=2)
    probe.set_device_channel_indices(order)
    group = probeinterface.ProbeGroup()
    group.add_probe(probe)
    probeinterface.write_prb(tmp_path / "x.prb", group, total_nb_channels=4, radius=100)
    assert "np.int64(" in (tmp_path / "x.prb").read_text()
    [theirs] = probeinterface.read_prb(tmp_path / "x.prb").probes
    ours = wired_probe(FileProbe(path=tmp_path / "x.prb"))
    by_channel = np.argsort(theirs.device_channel_indices)
    np.testing.assert_array_equal(ours.probe.contact_positions, theirs.contact_positions[by_channel])
    assert ours.columns.tolist() == sorted(order)


@pytest.mark.parametrize("channels", ["[3, 1, 0]", "range(3)", "list(range(0, 4, 2))", "np.arange(4)", "(2, 1)"])
@pytest.mark.parametrize("geometry", [GEOMETRY, "[[0, 0], [0, 20], (0, 40), [0, 60.0]]"])
def test_channels_and_geometry_come_in_many_forms(tmp_path, channels, geometry):
    ours = wired_probe(saved(tmp_path, "x.prb", prb(channels, geometry)))
    # the place of a channel is 20 µm times its number, whatever the order of the list
    assert ours.probe.contact_positions[:, 1].tolist() == (20.0 * ours.columns).tolist()


def test_a_list_of_places_as_long_as_the_channels_is_in_their_order(tmp_path):
    ours = wired_probe(saved(tmp_path, "x.prb", prb("[9, 7]", "[(0, 0), (0, 20)]")))
    assert ours.columns.tolist() == [7, 9]
    assert ours.probe.contact_positions[:, 1].tolist() == [20.0, 0.0]
    assert "in the order of channels" in ours.remarks[0]


@pytest.mark.parametrize(
    ("channels", "geometry", "columns", "heights_um"),
    [
        ("[2, -1, -1, 0]", "{2: (0, 0), -1: (0, 20), 0: (0, 40)}", [0, 2], [40.0, 0.0]),
        ("[1, -1, 0]", "[(0, 0), (0, 20), (0, 40)]", [0, 1], [40.0, 0.0]),
        ("(np.int64(1), np.int64(-1))", "{1: (np.float64(0), np.int64(60)), -1: (0, 0)}", [1], [60.0]),
    ],
)
def test_channels_that_are_not_wired_are_left_out_and_said(tmp_path, channels, geometry, columns, heights_um):
    ours = wired_probe(saved(tmp_path, "x.prb", prb(channels, geometry)))
    assert ours.columns.tolist() == columns
    assert ours.probe.contact_positions[:, 1].tolist() == heights_um
    assert "omitted: not wired to a channel (-1)" in ours.remarks[-1]


def test_places_that_are_looked_up_by_number_are_said_to_be(tmp_path):
    ours = wired_probe(saved(tmp_path, "x.prb", prb("[2, 0, 1]", "[(0, 0), (0, 20), (0, 40)]")))
    assert ours.probe.contact_positions[:, 1].tolist() == [0.0, 20.0, 40.0]
    assert "indexed by channel number" in ours.remarks[0]


@pytest.mark.parametrize(
    "text",
    [
        "channel_groups: dict = {3: {'channels': [1, 0], 'geometry': {0: (0, 0), 1: (0, 20)}}}",
        "channel_groups = {}\nchannel_groups[3] = dict(channels=[1, 0], geometry={0: (0, 0), 1: (0, 20)})",
        "channel_groups = {3: {'channels': [1, 0], 'geometry': {0: (0, 0), 1: (0, 20)}}}\nn = len(channel_groups)",
    ],
)
def test_groups_are_assigned_in_many_forms(tmp_path, text):
    probe = build_probe(saved(tmp_path, "x.prb", text))
    assert probe.contact_positions[:, 1].tolist() == [0.0, 20.0]
    assert probe.shank_ids.tolist() == ["3", "3"]


@pytest.mark.parametrize(
    "change",
    [
        "channel_groups[0]['channels'] = [1, 0]",
        "channel_groups[0]['channels'].reverse()",
        "for group in channel_groups.values():\n    group['channels'] = [1, 0]",
        "channel_groups |= {1: {}}",
        "del channel_groups[0]",
    ],
)
def test_what_changes_the_groups_is_refused_and_not_skipped(tmp_path, change):
    with pytest.raises(ConfigError, match=r"line 4 computes .* with channel_groups.*never executed"):
        build_probe(saved(tmp_path, "x.prb", f"{prb('[0, 1]')}\n{change}"))


def test_groups_of_a_prb_file_are_shanks_of_one_probe_or_one_is_chosen(tmp_path):
    text = (
        "channel_groups = {4: {'channels': [0, 1], 'geometry': {0: (0, 0), 1: (0, 20)}},"
        " 7: {'channels': [3, 2], 'geometry': {2: (200, 0), 3: (200, 20)}}}"
    )
    whole = wired_probe(saved(tmp_path, "x.prb", text))
    assert whole.probe.shank_ids.tolist() == ["4", "4", "7", "7"]
    assert whole.columns.tolist() == [0, 1, 2, 3]
    assert whole.probe.contact_positions.tolist() == [[0, 0], [0, 20], [200, 0], [200, 20]]
    second = wired_probe(FileProbe(path=tmp_path / "x.prb", probe_index=1))
    assert second.columns.tolist() == [2, 3]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "the file is empty"),
        ("x = 1", "does not define channel_groups"),
        ("channel_groups = {0: {'channels': [0]}}", "channel group 0 needs channels and a geometry"),
        ("channel_groups = {", r"it is not Python \(line 1\)"),
        (prb("[0, 5]"), "channel 5 has no position in geometry"),
        (prb("[0, 1]", "{0: (0, 0), 1: (0, 0, 3)}"), "the position of channel 1 must be two numbers"),
        (prb("[0, 1]", "[(0, 0)]"), "geometry has 1 positions for 2 channels"),
        (prb("[i for i in range(4)]"), "line 3 computes .*never executed; write the values out"),
        (prb("__import__('os').getcwd()"), "line 3 computes"),
        (prb("range(0, 4, 0)"), "has no channels"),
        (prb("[0, 0]", "[(0, 0)]"), "at identical positions"),
        (prb("[1, 1]", "[(0, 0), (0, 20)]"), "at identical positions"),
    ],
)
def test_what_is_in_the_way_of_a_prb_file_is_said_exactly(tmp_path, text, words):
    with pytest.raises(ConfigError, match=words) as refused:
        build_probe(saved(tmp_path, "x.prb", text))
    assert refused.value.problems[0].path == "probe.path"


def test_nothing_in_a_prb_file_is_run(tmp_path):
    trap = tmp_path / "trap"
    text = f"open({str(trap)!r}, 'w').write('x')\n{prb('[0, 1]')}"
    assert build_probe(saved(tmp_path, "x.prb", text)).get_contact_count() == 2
    assert not trap.exists()


# ---- JSON


def kilosort(**changes):
    return json.dumps({"chanMap": [3, 1, 0, 2], "xc": [0, 0, 32, 32], "yc": [0, 20, 0, 20], "n_chan": 4} | changes)


def test_kilosorts_probe_is_read_with_its_wiring_and_its_shanks(tmp_path):
    ours = wired_probe(saved(tmp_path, "x.json", kilosort(kcoords=[0.0, 0.0, 1.0, 1.0])))
    assert ours.columns.tolist() == [0, 1, 2, 3]
    assert ours.probe.contact_positions.tolist() == [[32, 0], [0, 20], [32, 20], [0, 0]]
    assert ours.probe.shank_ids.tolist() == ["1", "0", "1", "0"]


def test_the_probe_of_our_own_kilosort_export_opens(tmp_path):
    from driftscope import Simulation
    from driftscope.export import export

    source = Simulation(SimulationConfig().replace({"duration_s": 0.5, "units.num_units": 3}))
    export(source, tmp_path / "out", format="kilosort", jobs=1)
    ours = build_probe(FileProbe(path=tmp_path / "out" / "drifting" / "probe.json"))
    np.testing.assert_array_equal(ours.contact_positions, source.contact_positions_um)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"yc": [0, 20]}, "yc must be a list of 4 numbers"),
        ({"xc": [0, 0, 0, "b"]}, "must be numbers"),
        ({"chanMap": [0, 1, 1, 2]}, "contacts 1 and 2 are both wired to channel 1"),
        ({"chanMap": [0, 1, 1.5, 2]}, "the channel of contact 2 is not a whole number"),
        ({"xc": [0, 0, 0, 0]}, "at identical positions"),
    ],
)
def test_what_is_wrong_in_kilosorts_probe_is_said(tmp_path, changes, words):
    with pytest.raises(ConfigError, match=words):
        build_probe(saved(tmp_path, "x.json", kilosort(**changes)))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (" \n", "the file is empty"),
        ("{", r"it is not JSON \(.*line 1"),
        ("[1]", "or Kilosort's .*: it contains no probe"),
        ('{"a": 1, "b": 2}', "its keys are a, b"),
        ('{"probes": 3}', "the key probes must be a list"),
        ('{"probes": []}', "contains no probes"),
        (group_of(described(contact_positions=[])), "has no contacts"),
        (group_of(described(), described(contact_positions=None)), "probe 1: has no contacts"),
        (group_of(described(contact_shapes=["star"] * 4)), "not a probe in .* format: contacts shape must be in"),
        (group_of(described(device_channel_indices=[0, 1])), "must have one channel for each of the 4 contacts"),
        (group_of(described(device_channel_indices=[0, 1, 2, "x"])), "the channel of contact 3 is not a whole number"),
        (group_of(described(device_channel_indices=[0, 1, 2, -7])), "or -1 for contacts that are not wired"),
        (group_of(described(si_units="inch")), "unknown unit of length.*one of m, cm, mm, um"),
        (group_of(described(contact_positions=[[0, 0], [0, 1], [0, 2], [0, 1]])), "Contact positions must be unique"),
    ],
)
def test_what_is_in_the_way_of_a_json_file_is_said_exactly(tmp_path, text, words):
    with pytest.raises(ConfigError, match=words) as refused:
        build_probe(saved(tmp_path, "x.json", text))
    assert refused.value.problems[0].path == "probe.path"


@pytest.mark.parametrize("ids", [None, [None] * 4, ["a", None, "c", "d"], ["a", "a", "b", "c"], [""] * 4, [7, 8, 9, 7]])
def test_contact_ids_that_name_nothing_are_replaced(tmp_path, ids):
    ours = wired_probe(saved(tmp_path, "x.json", group_of(described(contact_ids=ids))))
    assert ours.probe.contact_ids.tolist() == ["0", "1", "2", "3"]
    assert ours.probe.contact_positions[:, 1].tolist() == [0, 20, 40, 60]
    is_loss = ids is not None and any(ids)
    assert bool(ours.remarks) == is_loss
    assert all("numbered from 0 instead" in one for one in ours.remarks)


def test_a_probe_without_its_group_and_with_positions_only_is_read(tmp_path):
    ours = wired_probe(saved(tmp_path, "x.json", '{"contact_positions": [[0, 0], [0, 25]]}'))
    assert ours.probe.contact_positions.tolist() == [[0, 0], [0, 25]]
    assert "positions are assumed to be in µm" in ours.remarks[0]


def test_null_in_a_wiring_means_not_wired():
    [probe] = read_probe_text(group_of(described(device_channel_indices=[2, None, 0, 1]))).probes
    assert probe.device_channel_indices.tolist() == [2, -1, 0, 1]


def test_what_a_configuration_carries_survives_its_own_text():
    inline = InlineProbe.from_text(prb("[3, 1, 0]"), "x.prb")
    config = SimulationConfig().replace({"probe": inline.to_dict()})
    again = SimulationConfig.from_text(config.to_text("yaml"), "yaml")
    assert wired_probe(again.probe).columns.tolist() == [0, 1, 3]


@pytest.mark.parametrize(
    "said", ["len(geometry)", "2 * 2", "True", "'4'", "1e3", "-1", "None", "4\nassert total_nb_channels == 4", "0"]
)
def test_a_number_of_channels_that_cannot_be_read_never_stops_a_prb_file(tmp_path, said):
    text = prb("[0, 1, 2, 3]").replace("total_nb_channels = 4", f"total_nb_channels = {said}")
    ours = wired_probe(saved(tmp_path, "x.prb", text))
    assert ours.columns.tolist() == [0, 1, 2, 3]
    assert ours.num_channels in (None, 4)
    assert (ours.num_channels is None) == (said == "None" or any("is ignored" in one for one in ours.remarks))
