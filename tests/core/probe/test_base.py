import pytest
from driftscope import ConfigError
from driftscope.probe import (
    InlineProbe,
    LinearProbe,
    NamedProbe,
    NeuropixelsProbe,
    build_probe,
    contact_positions_um,
)


def test_depth_zero_is_the_tip():
    for config in (NamedProbe(), NeuropixelsProbe(part_number="NP2010"), LinearProbe()):
        assert contact_positions_um(build_probe(config))[:, 1].min() == 0


def test_positions_are_shared_and_therefore_read_only():
    positions = contact_positions_um(build_probe(LinearProbe()))
    with pytest.raises(ValueError, match="read-only"):
        positions[0] = 1.0


def test_contacts_too_far_from_the_origin_are_in_another_unit():
    far = LinearProbe(num_contacts=2).build()
    far.move([2e6, 0.0])
    with pytest.raises(ConfigError, match="give positions in µm"):
        InlineProbe.of(far)
