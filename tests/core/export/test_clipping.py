"""What is said of clipped values."""

import pytest
from driftscope.export import SampleFormat
from driftscope.export.clipping import clipping_expected, clipping_in, clipping_sentences


def manifest(**clipped):
    said = {"num_samples": 1_000, "num_channels": 10}
    return {
        "recordings": {name: {**said, "clipped_values": number} for name, number in clipped.items()},
        "samples": {"adc_range": [-512, 511], "gain_to_uv": 2.0, "offset_to_uv": 100.0},
    }


def test_only_recordings_with_clipped_values_are_spoken_of():
    [said] = clipping_sentences(manifest(static=0, drifting=5_000))
    assert said.startswith("drifting: 5000 of 10000 values (0.5 of all) were outside -924 to 1122 µV")
    assert "write float32" in said
    assert list(clipping_sentences(manifest(static=0))) == []


@pytest.mark.parametrize(("share", "words"), [(0.0, ""), (0.04, "4 % of the values are outside -512 to 511 µV")])
def test_before_writing_it_is_a_warning(share, words):
    assert words in clipping_expected(SampleFormat(gain_uv=1.0, adc_bits=10), share)
    assert bool(clipping_expected(SampleFormat(), share)) == bool(share)


def test_a_folder_without_manifest_says_nothing(tmp_path):
    assert clipping_in(tmp_path) == ()
