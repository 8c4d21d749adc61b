"""What tests of probes share."""

import numpy as np
import probeinterface
import pytest


@pytest.fixture
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


@pytest.fixture
def assert_same_probe():
    """Compares two probes in all that a file keeps of them."""
    return _assert_same


def _assert_same(one, other):
    np.testing.assert_array_equal(one.contact_positions, other.contact_positions)
    assert list(one.contact_ids) == list(other.contact_ids)
    assert np.array_equal(one.shank_ids, other.shank_ids)
    assert list(one.contact_shapes) == list(other.contact_shapes)
    assert list(one.contact_shape_params) == list(other.contact_shape_params)
    np.testing.assert_array_equal(one.probe_planar_contour, other.probe_planar_contour)
