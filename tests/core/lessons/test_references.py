import pytest
from driftscope import ConfigError
from driftscope.lessons.references import REFERENCES, CorrelationReference, PeakReference


def test_every_reference_has_a_name_a_sentence_and_defaults_or_says_what_is_missing():
    names = [reference.model_fields["measure"].default for reference in REFERENCES]
    assert len(set(names)) == len(names)
    for reference in REFERENCES:
        assert reference.__doc__
        assert all(field.description for field in reference.model_fields.values())


def test_a_peak_is_asked_for_by_moment_and_channel():
    assert PeakReference(unit=1, at=70.0, channel=48).at == 70.0
    with pytest.raises(ConfigError):
        PeakReference(at="noon")


def test_the_peak_of_a_unit_is_read_under_its_former_name():
    former = CorrelationReference(first="amplitude_uv", second="depth_um")
    assert (former.first, former.second) == ("peak_uv", "depth_um")
    assert CorrelationReference().first == "peak_uv"
