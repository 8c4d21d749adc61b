"""Templates as they travel: the same as SpikeInterface's, and whole."""

import numpy as np
import pytest
from driftscope import ConfigError
from driftscope.generation import generate_drifting_recording
from driftscope.template_set import Templates
from hypothesis import given
from hypothesis import strategies as st
from probeinterface import generate_linear_probe
from spikeinterface.core import ChannelSparsity
from spikeinterface.core import Templates as Reference

MASK = np.array([[1, 1, 0, 0], [0, 1, 1, 1], [0, 0, 0, 1]], dtype=bool)


def three_units(**fields) -> Templates:
    array = np.random.default_rng(1).normal(size=(3, 20, 4)).astype("float32")
    fields = {"unit_ids": ["a", "b", "c"], "channel_ids": [f"CH{n}" for n in range(4)], **fields}
    return Templates(array, 20_000.0, 5, probe=generate_linear_probe(4), table={"area": ["x", "y", "z"]}, **fields)


def test_dense_and_sparse_equal_spikeinterfaces() -> None:
    ours = three_units()
    theirs = ours.to_spikeinterface()
    assert isinstance(theirs, Reference)
    np.testing.assert_array_equal(theirs.unit_ids, ours.unit_ids)
    sparse = ours.to_sparse(MASK)
    reference = theirs.to_sparse(ChannelSparsity(MASK, ours.unit_ids, ours.channel_ids))
    assert sparse.to_spikeinterface() == reference
    np.testing.assert_array_equal(sparse.get_dense_templates(), reference.get_dense_templates())
    assert sparse.num_channels == reference.num_channels == 4
    assert (ours.nafter, ours.ms_before, ours.ms_after) == (theirs.nafter, theirs.ms_before, theirs.ms_after)


@pytest.mark.parametrize("sign", ["both", "neg", "pos"])
@pytest.mark.parametrize("mode", ["extremum", "peak_to_peak"])
@pytest.mark.parametrize("outputs", ["index", "id"])
def test_main_channels_equal_spikeinterfaces(sign: str, mode: str, outputs: str) -> None:
    ours = three_units().to_sparse(MASK)
    for with_dict in (False, True):
        found = ours.get_main_channels(sign, mode, outputs, with_dict)
        expected = ours.to_spikeinterface().get_main_channels(sign, mode, outputs, with_dict)
        if with_dict:
            assert found == {str(unit): channel for unit, channel in expected.items()}
        else:
            np.testing.assert_array_equal(found, expected)


def test_the_peak_at_its_sample_counts_with_its_sign() -> None:
    array = np.zeros((1, 10, 3), dtype="float32")
    array[0, 4] = [50.0, -80.0, 10.0]
    templates = Templates(array, 20_000.0, 4)
    found = {sign: int(templates.get_main_channels(sign, "at_index")[0]) for sign in ("both", "neg", "pos")}
    assert found == {"both": 1, "neg": 1, "pos": 0}  # the reference answers 0 for "neg" as well


def test_units_are_taken_with_all_that_is_known_of_them() -> None:
    for templates in (three_units(), three_units().to_sparse(MASK)):
        chosen = templates.select_units(["c", "a"])
        assert chosen.unit_ids.tolist() == ["c", "a"]
        assert chosen.table["area"].tolist() == ["z", "x"]
        np.testing.assert_array_equal(chosen.get_dense_templates(), templates.get_dense_templates()[[2, 0]])
        masked = templates.take(np.array([True, False, True]))
        assert masked.unit_ids.tolist() == ["a", "c"]
        assert templates.take([]).num_units == 0
    with pytest.raises(ConfigError, match="not found in these templates"):
        three_units().select_units(["a", "d"])


def test_channels_are_taken_with_their_contacts() -> None:
    for templates in (three_units(), three_units().to_sparse(MASK)):
        chosen = templates.select_channels(["CH3", "CH1"])
        np.testing.assert_array_equal(chosen.get_dense_templates(), templates.get_dense_templates()[:, :, [3, 1]])
        np.testing.assert_array_equal(chosen.get_channel_locations(), templates.get_channel_locations()[[3, 1]])
        assert chosen.are_templates_sparse() == templates.are_templates_sparse()


@given(st.integers(0, 4), st.integers(1, 5), st.data())
def test_sparse_and_back_keeps_what_the_mask_shows(units: int, channels: int, data: st.DataObject) -> None:
    mask = np.array(data.draw(st.lists(st.booleans(), min_size=units * channels, max_size=units * channels)), bool)
    mask = mask.reshape(units, channels)
    array = np.random.default_rng(2).normal(size=(units, 6, channels))
    dense = Templates(array, 1_000.0, 2).to_sparse(mask).to_dense()
    np.testing.assert_array_equal(dense.templates_array, array * mask[:, np.newaxis])


def test_templates_of_any_origin_are_read() -> None:
    ours = three_units().to_sparse(MASK)
    read = Templates.of(ours.to_spikeinterface())
    np.testing.assert_array_equal(read.get_dense_templates(), ours.get_dense_templates())
    assert read.unit_ids.tolist() == ["a", "b", "c"]
    assert Templates.of(ours) is ours
    *_, extra = generate_drifting_recording(
        num_units=2, duration=61.0, probe_name="tetrode", seed=1, extra_outputs=True
    )
    at_rest = Templates.of(extra["templates"])
    np.testing.assert_array_equal(at_rest.templates_array, extra["templates"].templates_array)
    assert at_rest.probe is not None
    with pytest.raises(ConfigError, match="not a Templates object"):
        Templates.of(np.zeros((1, 2, 3)))


def test_all_that_does_not_fit_is_said_at_once() -> None:
    with pytest.raises(ConfigError) as refused:
        Templates(np.zeros((2, 10, 4)), 0.0, 10, unit_ids=[1], channel_ids=[1], probe=generate_linear_probe(3))
    assert [one.path for one in refused.value.problems] == [
        "sampling_frequency", "nbefore", "unit_ids", "channel_ids", "probe",
    ]  # fmt: skip
    with pytest.raises(ConfigError, match="beyond its own channels"):
        Templates(np.ones((1, 10, 4)), 1_000.0, 2, sparsity_mask=np.array([[True, False, False, False]]))
    with pytest.raises(ConfigError, match="three dimensions"):
        Templates(np.zeros((2, 10)), 1_000.0, 2)
    with pytest.raises(ValueError, match="no probe"):
        Templates(np.zeros((2, 10, 4)), 1_000.0, 2).get_channel_locations()
