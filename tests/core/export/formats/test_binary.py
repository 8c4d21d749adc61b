"""Flat binary with a description beside it."""

import json

import numpy as np
import probeinterface
from driftscope import Simulation, SimulationConfig
from driftscope.export import ExportOptions, export

CONFIG = SimulationConfig.from_dict(
    {
        "duration_s": 0.5,
        "probe": {"kind": "linear", "num_contacts": 6},
        "units": {"num_units": 3},
        "motion": {"components": []},
    }
)


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
