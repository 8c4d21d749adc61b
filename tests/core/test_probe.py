"""Where the contacts are."""

import io
import json
from urllib.error import URLError

import numpy as np
import probeinterface
import pytest
from driftscope import ConfigError, SimulationConfig
from driftscope.probe import (
    FileProbe,
    InlineProbe,
    LibraryProbe,
    LinearProbe,
    MultiColumnProbe,
    NamedProbe,
    NeuropixelsProbe,
    TetrodeProbe,
    build_probe,
    contact_positions_um,
    neuropixels_part_numbers,
)
from probeinterface import ProbeGroup


def write(path, *probes):
    group = ProbeGroup()
    for probe in probes:
        group.add_probe(probe)
    probeinterface.write_probeinterface(path, group)
    return path


def odd_probe():
    """Two shanks, two shapes, ids that are words."""
    probe = probeinterface.Probe(ndim=2, si_units="um")
    probe.set_contacts(
        positions=[[0, 0], [20, 5], [300, 0], [320, 7.5]],
        shapes=["circle", "square", "circle", "square"],
        shape_params=[{"radius": 5}, {"width": 9}, {"radius": 6}, {"width": 8}],
        shank_ids=["a", "a", "b", "b"],
        contact_ids=["tip", "left", "right", "top"],
    )
    probe.set_planar_contour([[-20, -20], [350, -20], [350, 40], [-20, 40]])
    probe.annotate(name="odd", manufacturer="nobody")
    return probe


@pytest.mark.parametrize("part_number", neuropixels_part_numbers())
def test_every_bundled_neuropixels_probe_can_be_built(part_number):
    number = min(384, NeuropixelsProbe(part_number=part_number, num_contacts=1).contacts_on_probe)
    config = NeuropixelsProbe(part_number=part_number, num_contacts=number)
    SimulationConfig(probe=config)
    probe = build_probe(config)
    assert probe.get_contact_count() == number
    positions = contact_positions_um(probe)
    assert np.isfinite(positions).all()
    assert len(np.unique(positions, axis=0)) == number
    assert probe.device_channel_indices.tolist() == list(range(number))


@pytest.mark.parametrize("name", ["NP1000", "NP2010", "NP2000"])
@pytest.mark.parametrize("first", [0, 100])
def test_the_recorded_contacts_are_counted_from_the_tip(name, first):
    whole = build_probe(NeuropixelsProbe(part_number=name, num_contacts=960))
    part = build_probe(NeuropixelsProbe(part_number=name, num_contacts=200, first_contact=first))
    depths = np.sort(contact_positions_um(whole)[:, 1])
    assert np.sort(contact_positions_um(part)[:, 1]).tolist() == depths[first : first + 200].tolist()


@pytest.mark.parametrize(("name", "part_number", "number"), [
    ("Neuropixels1-384", "NP1000", 384), ("Neuropixels1-128", "NP1000", 128),
    ("Neuropixels2-384", "NP2000", 384), ("Neuropixels2-128", "NP2000", 128),
])  # fmt: skip
def test_names_mean_the_contacts_that_they_mean_in_the_reference(name, part_number, number):
    probe = build_probe(NamedProbe(name=name))
    whole = probeinterface.neuropixels_tools.build_neuropixels_probe(part_number)
    np.testing.assert_array_equal(contact_positions_um(probe), whole.contact_positions[:number])


def test_generated_names_equal_the_reference():
    from spikeinterface.generation.drifting_generator import _make_probe_by_name

    for name in ("Neuronexus-32", "tetrode"):
        expected = _make_probe_by_name(name)
        np.testing.assert_allclose(contact_positions_um(build_probe(NamedProbe(name=name))), expected.contact_positions)


def test_depth_zero_is_the_tip():
    for config in (NamedProbe(), NeuropixelsProbe(part_number="NP2010"), LinearProbe()):
        assert contact_positions_um(build_probe(config))[:, 1].min() == 0


def test_generated_probes_have_the_asked_geometry():
    columns = contact_positions_um(
        build_probe(
            MultiColumnProbe(num_columns=3, num_contacts_per_column=(2, 3, 4), x_pitch_um=30.0, y_pitch_um=25.0)
        )
    )
    assert [np.count_nonzero(columns[:, 0] == x) for x in np.unique(columns[:, 0])] == [2, 3, 4]
    assert np.diff(np.unique(columns[:, 0])).tolist() == [30.0, 30.0]
    shifted = contact_positions_um(
        build_probe(MultiColumnProbe(num_columns=2, num_contacts_per_column=2, y_shift_per_column_um=(0.0, 7.0)))
    )
    assert shifted[2:, 1].tolist() == (shifted[:2, 1] + 7).tolist()
    tetrode = contact_positions_um(build_probe(TetrodeProbe(radius_um=12.0)))
    np.testing.assert_allclose(np.linalg.norm(tetrode - tetrode.mean(axis=0), axis=1), 12.0)
    assert contact_positions_um(build_probe(LinearProbe(num_contacts=1))).shape == (1, 2)


def test_positions_are_shared_and_therefore_read_only():
    positions = contact_positions_um(build_probe(LinearProbe()))
    with pytest.raises(ValueError, match="read-only"):
        positions[0] = 1.0


def same_probe(one, other):
    np.testing.assert_array_equal(one.contact_positions, other.contact_positions)
    assert list(one.contact_ids) == list(other.contact_ids)
    assert np.array_equal(one.shank_ids, other.shank_ids)
    assert list(one.contact_shapes) == list(other.contact_shapes)
    assert list(one.contact_shape_params) == list(other.contact_shape_params)
    np.testing.assert_array_equal(one.probe_planar_contour, other.probe_planar_contour)


@pytest.mark.parametrize("probe", [odd_probe(), build_probe(NamedProbe(name="Neuropixels2-128"))], ids=["odd", "long"])
def test_an_inline_probe_carries_everything(probe, tmp_path):
    inline = InlineProbe.of(probe)
    same_probe(build_probe(inline), probe)
    for form in ("yaml", "json", "toml"):
        SimulationConfig(probe=inline).save(tmp_path / f"config.{form}")
        again = SimulationConfig.load(tmp_path / f"config.{form}")
        assert again.probe == inline
        same_probe(build_probe(again.probe), probe)


def test_a_probe_file_is_read(tmp_path):
    path = write(tmp_path / "probe.json", odd_probe())
    probe = build_probe(FileProbe(path=path))
    same_probe(probe, odd_probe())
    assert probe.device_channel_indices.tolist() == [0, 1, 2, 3]


def broken_probes():
    solid = probeinterface.Probe(ndim=3, si_units="um")
    solid.set_contacts(
        positions=[[0.0, 0.0, 0.0], [0.0, 10.0, 0.0], [5.0, 0.0, 30.0], [5.0, 10.0, 60.0]],
        shapes="circle",
        shape_params={"radius": 5},
        plane_axes=[[[1, 0, 0], [0, 1, 0]]] * 4,
    )
    nowhere = odd_probe()
    nowhere._contact_positions[1, 0] = np.nan
    return {"three dimensions": solid, "NaN": nowhere}


@pytest.mark.parametrize("words", broken_probes())
def test_a_probe_that_cannot_be_recorded_with_is_refused(words, tmp_path):
    probe = broken_probes()[words]
    with pytest.raises(ConfigError, match=words):
        build_probe(FileProbe(path=write(tmp_path / "probe.json", probe)))
    with pytest.raises(ConfigError, match=words):
        InlineProbe.of(probe)


def test_a_file_with_no_probe_is_refused(tmp_path):
    empty = {"specification": "probeinterface", "version": "0.4", "probes": []}
    (tmp_path / "none.json").write_text(json.dumps(empty))
    with pytest.raises(ConfigError, match="holds 0 probes"):
        build_probe(FileProbe(path=tmp_path / "none.json"))
    with pytest.raises(ConfigError, match="holds 0 probes"):
        InlineProbe(probeinterface_json=json.dumps(empty))


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[]", b"not json", b"\xff\xfe\x00", b'{"probes": [{}]}', b'{"probes": 5}']
)
def test_a_file_that_holds_no_probe_is_refused(content, tmp_path):
    (tmp_path / "probe.json").write_bytes(content)
    with pytest.raises(ConfigError) as caught:
        build_probe(FileProbe(path=tmp_path / "probe.json"))
    assert caught.value.problems[0].path == "probe.path"


def test_a_missing_file_a_folder_and_no_name_are_refused(tmp_path):
    for path in (tmp_path / "missing.json", tmp_path):
        with pytest.raises(ConfigError, match="cannot be read"):
            build_probe(FileProbe(path=path))
    with pytest.raises(ConfigError, match="is missing"):
        FileProbe()


def test_a_contactless_probe_is_refused():
    group = ProbeGroup()
    group.add_probe(odd_probe())
    content = group.to_dict(array_as_list=True)
    for key, value in content["probes"][0].items():
        if isinstance(value, list) and len(value) == 4 and "contour" not in key:
            content["probes"][0][key] = []
    with pytest.raises(ConfigError, match="has no contacts"):
        InlineProbe(probeinterface_json=json.dumps(content))


# ---- the online library


@pytest.fixture
def library(tmp_path, monkeypatch):
    """A stand-in for the online library and for the folder that keeps what was downloaded."""
    online, asked = {}, []

    def urlopen(address):
        asked.append(address)
        if address not in online:
            raise URLError("no network")
        return io.BytesIO(online[address])

    monkeypatch.setattr("probeinterface.library.get_cache_folder", lambda: tmp_path / "cache")
    monkeypatch.setattr("probeinterface.library.urlopen", urlopen)
    content = write(tmp_path / "probe.json", odd_probe()).read_bytes()
    online[f"{probeinterface.library.public_url}main/nobody/odd/odd.json"] = content
    return asked


def test_a_library_probe_is_downloaded_once(library):
    config = LibraryProbe(manufacturer="nobody", name="odd")
    same_probe(build_probe(config), odd_probe())
    same_probe(build_probe(config), odd_probe())
    assert len(library) == 1
    assert build_probe(config).device_channel_indices.tolist() == [0, 1, 2, 3]


@pytest.mark.parametrize(("ids", "expected"), [(["3", "2", "1", "0"], [3, 2, 1]), (["a", "b", "c", "d"], [0, 1, 2])])
def test_fewer_contacts_are_the_first_by_id(library, monkeypatch, ids, expected):
    probe = odd_probe()
    probe.set_contact_ids(ids)
    monkeypatch.setattr("probeinterface.get_probe", lambda *names: probe)
    part = build_probe(LibraryProbe(manufacturer="nobody", name="odd", num_contacts=3))
    np.testing.assert_array_equal(part.contact_positions, odd_probe().contact_positions[expected])
    with pytest.raises(ConfigError, match="has 4 contacts"):
        build_probe(LibraryProbe(manufacturer="nobody", name="odd", num_contacts=5))


def test_without_network_a_library_probe_is_refused_in_words(library):
    with pytest.raises(ConfigError, match=r"check the name and the network, or use a probe file") as caught:
        build_probe(LibraryProbe(manufacturer="nobody", name="even"))
    assert caught.value.problems[0].path == "probe.name"
    assert caught.value.problems[0].given == "even"
    with pytest.raises(ConfigError, match="network"):
        build_probe(NamedProbe(name="sinaps-128"))


@pytest.mark.parametrize("name", ["../../secret", "a/b", "", ".hidden", "a\\b", "http:x", "-x"])
def test_a_library_name_cannot_leave_the_library(name):
    for field in ("manufacturer", "name"):
        with pytest.raises(ConfigError, match="letters"):
            LibraryProbe(**{field: name})
