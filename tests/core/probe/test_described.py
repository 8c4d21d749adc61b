import json

import numpy as np
import pytest
from driftscope import ConfigError, SimulationConfig
from driftscope.probe import (
    FileProbe,
    InlineProbe,
    NamedProbe,
    build_probe,
)
from probeinterface import Probe, ProbeGroup, write_probeinterface


@pytest.mark.parametrize("name", ["odd", "long"])
def test_an_inline_probe_carries_everything(name, odd_probe, assert_same_probe, tmp_path):
    probe = odd_probe if name == "odd" else build_probe(NamedProbe(name="Neuropixels2-128"))
    inline = InlineProbe.of(probe)
    assert_same_probe(build_probe(inline), probe)
    for form in ("yaml", "json", "toml"):
        SimulationConfig(probe=inline).save(tmp_path / f"config.{form}")
        again = SimulationConfig.load(tmp_path / f"config.{form}")
        assert again.probe == inline
        assert_same_probe(build_probe(again.probe), probe)


def test_a_probe_file_is_read(odd_probe, assert_same_probe, tmp_path):
    write_probeinterface(tmp_path / "probe.json", odd_probe)
    probe = build_probe(FileProbe(path=tmp_path / "probe.json"))
    assert_same_probe(probe, odd_probe)
    assert probe.device_channel_indices.tolist() == [0, 1, 2, 3]


@pytest.fixture
def broken_probes(odd_probe):
    solid = Probe(ndim=3, si_units="um")
    solid.set_contacts(
        positions=[[0.0, 0.0, 0.0], [0.0, 10.0, 0.0], [5.0, 0.0, 30.0], [5.0, 10.0, 60.0]],
        shapes="circle",
        shape_params={"radius": 5},
        plane_axes=[[[1, 0, 0], [0, 1, 0]]] * 4,
    )
    odd_probe._contact_positions[1, 0] = np.nan
    return {"three-dimensional": solid, "NaN": odd_probe}


@pytest.mark.parametrize("words", ["three-dimensional", "NaN"])
def test_a_probe_that_cannot_be_recorded_with_is_refused(words, broken_probes, tmp_path):
    probe = broken_probes[words]
    write_probeinterface(tmp_path / "probe.json", probe)
    with pytest.raises(ConfigError, match=words):
        build_probe(FileProbe(path=tmp_path / "probe.json"))
    with pytest.raises(ConfigError, match=words):
        InlineProbe.of(probe)


def test_a_file_with_no_probe_is_refused(tmp_path):
    empty = {"specification": "probeinterface", "version": "0.4", "probes": []}
    (tmp_path / "none.json").write_text(json.dumps(empty))
    with pytest.raises(ConfigError, match="contains no probes"):
        build_probe(FileProbe(path=tmp_path / "none.json"))
    with pytest.raises(ConfigError, match="contains no probes"):
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


def test_a_contactless_probe_is_refused(odd_probe):
    group = ProbeGroup()
    group.add_probe(odd_probe)
    content = group.to_dict(array_as_list=True)
    for key, value in content["probes"][0].items():
        if isinstance(value, list) and len(value) == 4 and "contour" not in key:
            content["probes"][0][key] = []
    with pytest.raises(ConfigError, match="has no contacts"):
        InlineProbe(probeinterface_json=json.dumps(content))
