"""What is known of channels and units, as SpikeInterface names it."""

from collections.abc import Callable
from typing import Any

import driftscope.export.truth as truth_module
import numpy as np
import pytest
from driftscope.export.properties import channel_properties, shank_of, spike_vectors, unit_properties
from driftscope.probe import InlineProbe
from probeinterface import generate_multi_shank

Write = Callable[..., Any]


@pytest.mark.parametrize("names", [["left", "middle", "right"], ["0", "1", "2"], ["2", "3", "10"]])
def test_shanks_are_counted_whatever_they_are_called(write: Write, names: list[str]) -> None:
    probe = generate_multi_shank(num_shank=3, num_columns=1, num_contact_per_column=4)
    probe.set_shank_ids(np.repeat(names, 4))
    job = write("binary", InlineProbe.of(probe).to_dict()).job
    assert shank_of(job).tolist() == np.repeat(range(3), 4).tolist()


def test_a_probe_without_shanks_has_one(write: Write, linear: dict[str, Any]) -> None:
    properties = channel_properties(write("binary", linear).job)
    assert properties["group"].tolist() == [0] * 12
    assert {len(values) for values in properties.values()} == {12}


def test_spikes_come_part_by_part(write: Write, linear: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    written = write("binary", linear)
    monkeypatch.setattr(truth_module, "SPIKES_PER_PART", 7)
    parts = list(spike_vectors(written.job.truth))
    assert len(parts) > 3
    assert {len(part) for part in parts[:-1]} == {7}
    np.testing.assert_array_equal(np.concatenate(parts), written.spikes)


def test_everything_is_known_of_every_unit(write: Write, linear: dict[str, Any]) -> None:
    properties = unit_properties(write("binary", linear).job)
    assert {len(values) for values in properties.values()} == {4}
    assert properties["gt_unit_locations"].shape == (4, 3)
    assert properties["max_channel_index"].dtype.kind == "i"
