import io
from urllib.error import URLError

import numpy as np
import probeinterface
import pytest
from driftscope import ConfigError, SimulationConfig
from driftscope.probe import (
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


@pytest.fixture
def library(odd_probe, tmp_path, monkeypatch):
    """A stand-in for the online library and for the folder that keeps what was downloaded."""
    online, asked = {}, []

    def urlopen(address):
        asked.append(address)
        if address not in online:
            raise URLError("no network")
        return io.BytesIO(online[address])

    monkeypatch.setattr("probeinterface.library.get_cache_folder", lambda: tmp_path / "cache")
    monkeypatch.setattr("probeinterface.library.urlopen", urlopen)
    probeinterface.write_probeinterface(tmp_path / "probe.json", odd_probe)
    address = f"{probeinterface.library.public_url}main/nobody/odd/odd.json"
    online[address] = (tmp_path / "probe.json").read_bytes()
    return asked


def test_a_library_probe_is_downloaded_once(library, odd_probe, assert_same_probe):
    config = LibraryProbe(manufacturer="nobody", name="odd")
    assert_same_probe(build_probe(config), odd_probe)
    assert_same_probe(build_probe(config), odd_probe)
    assert len(library) == 1
    assert build_probe(config).device_channel_indices.tolist() == [0, 1, 2, 3]


@pytest.mark.parametrize(("ids", "expected"), [(["3", "2", "1", "0"], [3, 2, 1]), (["a", "b", "c", "d"], [0, 1, 2])])
def test_fewer_contacts_are_the_first_by_id(odd_probe, monkeypatch, ids, expected):
    odd_probe.set_contact_ids(ids)
    monkeypatch.setattr("probeinterface.get_probe", lambda *names: odd_probe)
    part = build_probe(LibraryProbe(manufacturer="nobody", name="odd", num_contacts=3))
    np.testing.assert_array_equal(part.contact_positions, odd_probe.contact_positions[expected])
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
