"""Units, planes, several probes and the wiring of a described probe."""

import numpy as np
import probeinterface
import pytest
from driftscope import ConfigError, Simulation, SimulationConfig
from driftscope.probe import InlineProbe, build_probe, wired_probe
from driftscope.probe_geometry import NOTHING_WIRED, TWO_SIDED, joined, planar, wired


def columns(**more):
    return probeinterface.generate_multi_columns_probe(num_columns=2, num_contact_per_column=3, **more)


def in_unit(unit, per_um):
    """The same six contacts in another unit of length."""
    probe = probeinterface.Probe(ndim=2, si_units=unit)
    whole = columns()
    params = [{"radius": one["radius"] * per_um} for one in whole.contact_shape_params]
    probe.set_contacts(whole.contact_positions * per_um, shapes="circle", shape_params=params)
    probe.set_planar_contour(np.asarray(whole.probe_planar_contour) * per_um)
    probe.set_device_channel_indices([5, 4, 3, 2, 1, 0])
    return probe


@pytest.mark.parametrize(("unit", "per_um"), [("mm", 1e-3), ("m", 1e-6), ("um", 1.0)])
def test_lengths_are_turned_into_um(unit, per_um):
    ours = planar(in_unit(unit, per_um))
    expected = columns()
    assert ours.si_units == "um"
    np.testing.assert_allclose(ours.contact_positions, expected.contact_positions, atol=1e-6)
    np.testing.assert_allclose(ours.probe_planar_contour, expected.probe_planar_contour, atol=1e-6)
    np.testing.assert_allclose([one["radius"] for one in ours.contact_shape_params], 6.0)
    assert ours.device_channel_indices.tolist() == [5, 4, 3, 2, 1, 0]


def test_units_and_wiring_hold_in_a_simulation():
    config = SimulationConfig().replace({"duration_s": 1.0, "units.num_units": 2, "units.minimum_distance_um": None})
    made = Simulation(config.replace(probe=InlineProbe.of(in_unit("mm", 1e-3))))
    np.testing.assert_allclose(made.contact_positions_um, columns().contact_positions[::-1], atol=1e-6)


@pytest.mark.parametrize("axes", ["xy", "xz", "yz"])
def test_a_planar_probe_in_three_dimensions_is_laid_into_its_plane(axes):
    solid = columns().to_3d(axes=axes)
    solid.move([7.0, -3.0, 11.0])
    solid.set_device_channel_indices([1, 0, 2, 3, 4, -1])
    ours = planar(solid)
    expected = solid.to_2d(axes=axes)
    np.testing.assert_allclose(ours.contact_positions, expected.contact_positions)
    np.testing.assert_allclose(ours.contact_plane_axes, np.broadcast_to(np.eye(2), (6, 2, 2)))
    assert ours.device_channel_indices.tolist() == [1, 0, 2, 3, 4, -1]


def test_a_tilted_plane_keeps_all_distances():
    solid = columns().to_3d(axes="xz")
    solid.rotate(theta=33.0, center=[0, 0, 0], axis=[1, 2, 0.5])
    ours, expected = planar(solid).contact_positions, columns().contact_positions
    for contact in range(6):
        np.testing.assert_allclose(
            np.linalg.norm(ours - ours[contact], axis=1),
            np.linalg.norm(expected - expected[contact], axis=1),
            atol=1e-5,
        )


def test_contacts_with_a_coordinate_in_common_lie_in_a_plane_whatever_their_axes_say():
    flat = probeinterface.Probe(ndim=3)
    flat.set_contacts([[0, 5, 0], [0, 5, 20], [10, 5, 40]], plane_axes=[[[1, 0, 0], [0, 1, 0]]] * 3)
    assert planar(flat).contact_positions.tolist() == [[0, 0], [0, 20], [10, 40]]


def test_contacts_that_lie_in_no_plane_are_refused_with_how_far_they_are_off():
    bent = probeinterface.Probe(ndim=3)
    places = [[0, 0, 0], [0, 20, 0], [10, 0, 30], [20, 20, 90]]
    bent.set_contacts(places, plane_axes=[[[1, 0, 0], [0, 1, 0]]] * 4)
    with pytest.raises(ConfigError, match="do not lie in one plane: they are up to 90 µm apart"):
        planar(bent)


def two_sided():
    probe = probeinterface.Probe(ndim=2)
    places = [[0, 0], [0, 20], [0, 40], [0, 0], [0, 20], [0, 40]]
    probe.set_contacts(places, contact_sides=["front"] * 3 + ["back"] * 3)
    return probe


def test_of_a_two_sided_probe_it_is_said_what_is_done():
    ours = wired_probe(InlineProbe.of(two_sided()))
    assert ours.probe.get_contact_count() == 6
    assert ours.remarks == (TWO_SIDED,)
    back = np.asarray([0.0, 4.0, 0.0])
    solid = probeinterface.Probe(ndim=3)
    places = np.concatenate(
        [np.c_[two_sided().contact_positions, np.zeros(6)][:3], np.eye(3) * 20 * [0, 1, 0] + back * 0]
    )
    places[3:, 2] = 25.0
    places[3:, 1] = [0, 20, 40]
    solid.set_contacts(places, plane_axes=[[[1, 0, 0], [0, 1, 0]]] * 6, contact_sides=["front"] * 3 + ["back"] * 3)
    np.testing.assert_array_equal(planar(solid).contact_positions, two_sided().contact_positions)


def test_a_two_sided_probe_records():
    config = SimulationConfig().replace({"duration_s": 1.0, "units.num_units": 2, "units.minimum_distance_um": None})
    made = Simulation(config.replace(probe=InlineProbe.of(two_sided())))
    traces = made.drifting.get_traces(end_frame=3000)
    assert traces.shape == (3000, 6)
    assert np.isfinite(traces).all()


# ---- several probes


def moved(x_um, **changes):
    probe = columns()
    probe.move([x_um, 0])
    for name, value in changes.items():
        getattr(probe, f"set_{name}")(value)
    return probe


def test_several_probes_are_joined_or_one_is_chosen():
    inline = InlineProbe.of(moved(0), moved(500))
    ours = wired_probe(inline)
    expected = np.concatenate([moved(0).contact_positions, moved(500).contact_positions])
    np.testing.assert_array_equal(ours.probe.contact_positions, expected)
    assert ours.probe.get_shank_count() == 2
    assert len(set(ours.probe.contact_ids.tolist())) == 12
    assert any("2 probes are combined" in one for one in ours.remarks)
    second = wired_probe(inline.replace(probe_index=1))
    np.testing.assert_array_equal(second.probe.contact_positions, moved(500).contact_positions)
    with pytest.raises(ConfigError, match="has no probe 2: the file has 0 to 1"):
        inline.replace(probe_index=2)


def test_the_wiring_of_joined_probes_is_that_of_the_group():
    first = moved(0, device_channel_indices=[6, 7, 8, 9, 10, 11])
    second = moved(500, device_channel_indices=[5, 4, 3, 2, 1, 0])
    ours = wired(joined([first, second]))
    assert ours.columns.tolist() == list(range(12))
    np.testing.assert_array_equal(
        ours.probe.contact_positions, np.concatenate([second.contact_positions[::-1], first.contact_positions])
    )


def test_probes_that_overlap_or_are_wired_in_part_are_refused_with_what_to_do():
    with pytest.raises(ConfigError, match=r"probes 0 and 1 of 2 have contacts at the same position.*choose one with"):
        InlineProbe.of(moved(0), moved(0))
    with pytest.raises(ConfigError, match="probe 1 has no wiring"):
        InlineProbe.of(moved(0, device_channel_indices=range(6)), moved(500))
    with pytest.raises(ConfigError, match="contacts 0 and 6 are both wired to channel 0"):
        InlineProbe.of(moved(0, device_channel_indices=range(6)), moved(500, device_channel_indices=range(6)))


# ---- wiring


def test_contacts_stand_in_the_order_of_their_channels_without_those_that_are_not_wired():
    ours = wired(moved(0, device_channel_indices=[9, -1, 4, 2, 0, 1]))
    assert ours.columns.tolist() == [0, 1, 2, 4, 9]
    expected = columns().contact_positions[[4, 5, 3, 2, 0]]
    np.testing.assert_array_equal(ours.probe.contact_positions, expected)
    assert ours.probe.device_channel_indices.tolist() == [0, 1, 2, 3, 4]
    assert ours.remarks == ("1 contact of 6 omitted: not wired to a channel (-1)",)


def test_a_probe_that_wires_nothing_is_taken_in_order_and_says_so():
    ours = wired(moved(0, device_channel_indices=[-1] * 6))
    assert (ours.columns, ours.remarks) == (None, (NOTHING_WIRED,))
    assert ours.probe.get_contact_count() == 6
    assert wired(moved(0)).columns is None
    assert build_probe(InlineProbe.of(moved(0))).device_channel_indices.tolist() == [0, 1, 2, 3, 4, 5]
