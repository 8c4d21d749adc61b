"""The formats by name, what they cost before they are used, and the simplest of them."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import probeinterface
import pytest
from driftscope import Simulation, SimulationConfig
from driftscope.export import ExportError, ExportOptions, export, formats
from driftscope.export.formats import format_named
from driftscope.export.formats.zarr_store import FORMAT as ZARR
from driftscope.export.sources import kind_of, source_for, source_of

CONFIG = SimulationConfig.from_dict(
    {
        "duration_s": 0.5,
        "probe": {"kind": "linear", "num_contacts": 6},
        "units": {"num_units": 3},
        "motion": {"components": []},
    }
)


def test_every_format_has_a_name_a_title_and_an_extra_that_exists():
    pyproject = (Path(__file__).parents[2] / "pyproject.toml").read_text()
    assert next(iter(formats())) == "binary"
    for name, form in formats().items():
        assert form.name == name and form.title and form.dtypes
        assert (form.extra is None) == (not form.libraries)
        assert form.extra is None or f"\n{form.extra} = [" in pyproject


def test_formats_cost_nothing_before_they_are_used():
    heavy = "{'zarr', 'h5py', 'pynwb', 'spikeinterface', 'distributed', 'pandas'}"
    code = f"import sys; from driftscope.export import formats; formats(); print(*({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == ""


def test_a_missing_library_is_said_with_the_extra_that_brings_it(monkeypatch):
    monkeypatch.setattr(type(ZARR), "libraries", ("a_library_that_is_not_there",))
    with pytest.raises(ExportError, match=r"needs a_library_that_is_not_there: pip install 'driftscope\[zarr\]'"):
        format_named("zarr")


def test_flat_binary_is_what_its_description_says(tmp_path):
    folder = export(Simulation(CONFIG), tmp_path / "out", ExportOptions(), jobs=1) / "drifting"
    said = json.loads((folder / "recording.json").read_text())
    samples = np.fromfile(folder / said["file"], said["dtype"]).reshape(said["num_samples"], said["num_channels"])
    traces = samples * said["gain_to_uv"] + said["offset_to_uv"]
    expected = Simulation(CONFIG).drifting.get_traces()
    np.testing.assert_allclose(traces, expected, rtol=0, atol=said["gain_to_uv"] / 2 + 1e-3)
    assert said["channel_ids"] == [str(channel) for channel in range(6)]
    [probe] = probeinterface.read_probeinterface(folder / "probe.json").probes
    assert np.array_equal(probe.contact_positions, Simulation(CONFIG).probe.contact_positions)
    assert probe.device_channel_indices.tolist() == list(range(6))


def test_a_source_comes_back_from_its_kind_and_configuration():
    source = Simulation(CONFIG)
    assert source_of(kind_of(source), CONFIG.to_dict()).config == CONFIG
    assert source_for(CONFIG).config == CONFIG
    with pytest.raises(ExportError, match="no kind of source 'dream'; there are simulation"):
        source_of("dream", {})
    with pytest.raises(ExportError, match="a dict cannot be written"):
        kind_of({})
