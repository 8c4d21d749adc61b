"""Where the units stand."""

import warnings

import numpy as np
import pytest
import spikeinterface.core.generate as reference
from driftscope import Simulation, SimulationConfig
from driftscope.probe import NeuropixelsProbe, build_probe, contact_positions_um
from driftscope.streams import Streams
from driftscope.units import UnitsConfig, depth_density, layer_density, place_units
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.distance import pdist
from scipy.stats import kstest

COLUMNS = np.stack(np.meshgrid([0.0, 32.0], np.arange(0, 1280, 20.0)), axis=-1).reshape(-1, 2)


def placed(streams, positions=COLUMNS, **fields):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return place_units(UnitsConfig(**fields), positions, streams)


def placed_by_reference(seed, positions=COLUMNS, **fields):
    config = UnitsConfig(**fields)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return reference.generate_unit_locations(
            config.num_units,
            positions,
            margin_um=config.margin_um,
            minimum_z=config.minimum_z_um,
            maximum_z=config.maximum_z_um,
            minimum_distance=config.minimum_distance_um,
            max_iteration=config.max_iteration,
            distance_strict=config.distance_strict,
            distribution=config.distribution,
            num_modes=config.num_modes,
            seed=seed,
        )


@settings(max_examples=60)
@given(
    seed=st.integers(0, 2**63 - 1),
    num_units=st.integers(1, 120),
    distribution=st.sampled_from(["uniform", "multimodal"]),
    num_modes=st.integers(1, 6),
    margin_um=st.floats(-10, 100),
    minimum_z_um=st.floats(0, 30),
    depth_um=st.floats(0, 60),
    minimum_distance_um=st.one_of(st.none(), st.floats(0, 40)),
    max_iteration=st.integers(1, 20),
    shift_um=st.floats(-300, 300),
)
def test_the_reference_streams_give_the_reference_locations(seed, depth_um, shift_um, **fields):
    fields["maximum_z_um"] = fields["minimum_z_um"] + depth_um
    positions = COLUMNS + shift_um
    got = placed(Streams(seed, "spikeinterface"), positions, **fields)
    assert got.dtype == np.float32
    assert np.array_equal(got, placed_by_reference(seed, positions, **fields))


@pytest.mark.parametrize("seed", range(2))
def test_many_units_equal_the_reference(seed):
    fields = {"num_units": 500, "minimum_distance_um": 15.0}
    assert np.array_equal(placed(Streams(seed, "spikeinterface"), **fields), placed_by_reference(seed, **fields))


@pytest.mark.parametrize("kind", ["independent", "spikeinterface"])
def test_strict_distance_fails_where_the_reference_fails(kind):
    fields = {"num_units": 400, "minimum_distance_um": 200.0, "distance_strict": True, "max_iteration": 3}
    with pytest.raises(ValueError, match="lower the minimum distance or the number of units"):
        place_units(UnitsConfig(**fields), COLUMNS, Streams(1, kind))
    with pytest.raises(Exception):  # noqa: B017 - whatever the reference raises
        placed_by_reference(1, **fields)
    with pytest.warns(UserWarning, match="200 µm after 3 iterations"):
        place_units(UnitsConfig(**fields | {"distance_strict": False}), COLUMNS, Streams(1, kind))


@settings(max_examples=25)
@given(seed=st.integers(0, 1000), distribution=st.sampled_from(["uniform", "multimodal"]), distance=st.floats(1, 25))
def test_units_keep_their_distance_and_their_limits(seed, distribution, distance):
    fields = {"num_units": 60, "distribution": distribution, "minimum_distance_um": distance, "distance_strict": True}
    locations = place_units(UnitsConfig(**fields), COLUMNS, Streams(seed))
    assert pdist(locations).min() >= distance * (1 - 1e-6)
    assert locations[:, 0].min() >= -20
    assert locations[:, 0].max() <= 52
    assert locations[:, 1].min() >= -20.1
    assert locations[:, 1].max() <= COLUMNS[:, 1].max() + 20.1
    assert locations[:, 2].min() >= 5
    assert locations[:, 2].max() <= 45
    assert not locations.flags.writeable


@given(seed=st.integers(0, 1000), few=st.integers(1, 50), more=st.integers(0, 50))
def test_more_units_leave_the_first_ones_in_place(seed, few, more):
    """With several layers numpy's choice draws one uniform a unit, so the same holds for them."""
    for distribution in ("uniform", "multimodal"):
        fields = {"minimum_distance_um": None, "distribution": distribution}
        some = place_units(UnitsConfig(num_units=few, **fields), COLUMNS, Streams(seed))
        all_of_them = place_units(UnitsConfig(num_units=few + more, **fields), COLUMNS, Streams(seed))
        assert np.array_equal(all_of_them[:few, [0, 2]], some[:, [0, 2]])
        if distribution == "uniform":
            assert np.array_equal(all_of_them[:few], some)


@pytest.mark.parametrize("margin", [0.0, 20.0, 300.0])
@pytest.mark.parametrize("tip", [0.0, 175.0, -4_000.0])
@pytest.mark.parametrize("layers", [1, 2, 3])
def test_independent_layers_are_evenly_spread_over_the_probe(margin, tip, layers):
    positions = COLUMNS + np.array([0.0, tip])
    config = UnitsConfig(
        num_units=4_000, num_modes=layers, distribution="multimodal", margin_um=margin, minimum_distance_um=None
    )
    depths = place_units(config, positions, Streams(2))[:, 1]
    low, high = positions[:, 1].min() - margin, positions[:, 1].max() + margin
    spacing = (high - low) / (layers + 1)
    layer = np.clip(np.round((depths - low) / spacing), 1, layers)
    for number in range(1, layers + 1):
        own = depths[layer == number]
        assert own.size == pytest.approx(4_000 / layers, rel=0.15)
        assert own.mean() == pytest.approx(low + number * spacing, abs=spacing * 0.03)
        assert own.std() == pytest.approx(spacing / 5, rel=0.15)


def test_the_density_that_is_shown_is_the_one_that_is_drawn():
    config = UnitsConfig(num_units=5_000, num_modes=3, distribution="multimodal", minimum_distance_um=None)
    for streams in (Streams(4), Streams(4, "spikeinterface")):
        low, high = COLUMNS[:, 1].min() - 20, COLUMNS[:, 1].max() + 20
        density = layer_density(config, low, high, streams)
        assert density.sum() == pytest.approx(1)
        depths = place_units(config, COLUMNS, streams)[:, 1]
        uniform = np.interp(depths, np.linspace(low, high, density.size), np.cumsum(density))
        assert kstest(uniform, "uniform").pvalue > 1e-4


def test_coordinates_have_their_own_streams():
    wide = place_units(UnitsConfig(num_units=50, minimum_distance_um=None), COLUMNS, Streams(3))
    layered = place_units(
        UnitsConfig(num_units=50, minimum_distance_um=None, distribution="multimodal"), COLUMNS, Streams(3)
    )
    assert np.array_equal(wide[:, [0, 2]], layered[:, [0, 2]])
    assert abs(np.corrcoef(wide.T)[0, 1]) < 0.5


def test_own_locations_are_taken_as_they_are():
    own = ((1.0, 2.0, 3.0), (1.0, 2.0, 3.0))
    locations = place_units(UnitsConfig(num_units=2, locations_um=own), COLUMNS, Streams(0))
    assert locations.tolist() == [list(place) for place in own]
    assert not locations.flags.writeable


@pytest.mark.parametrize("kind", ["independent", "spikeinterface"])
def test_a_margin_that_leaves_no_room_is_refused_in_words(kind):
    with pytest.raises(ValueError, match="margin"):
        place_units(UnitsConfig(num_units=2, margin_um=-17.0), COLUMNS, Streams(0, kind))


@pytest.mark.parametrize("kind", ["independent", "spikeinterface"])
def test_one_contact_and_one_unit_are_enough(kind):
    locations = place_units(UnitsConfig(num_units=1, margin_um=0.0), np.zeros((1, 2)), Streams(0, kind))
    assert locations.shape == (1, 3)
    assert locations[0, :2].tolist() == [0.0, 0.0]


def shanks(pitch_um=250.0, number=4):
    from probeinterface import generate_multi_shank

    made = generate_multi_shank(num_shank=number, shank_pitch=(pitch_um, 0), num_columns=2, num_contact_per_column=40)
    return made.contact_positions


LAYOUTS = {
    "shanks": shanks(),
    "banks": np.concatenate([shanks(number=1) + np.array([0.0, step * 3_000.0]) for step in range(2)]),
    "staircase": np.concatenate([shanks(number=1) + np.array([step * 300.0, step * 1_500.0]) for step in range(5)]),
    "grid": np.stack(np.meshgrid(np.arange(8) * 200.0, np.arange(8) * 200.0), axis=-1).reshape(-1, 2),
}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("distribution", ["uniform", "multimodal"])
def test_on_a_layout_with_gaps_units_stand_near_contacts(layout, distribution):
    contacts = LAYOUTS[layout]
    config = UnitsConfig(num_units=400, distribution=distribution, minimum_distance_um=None, margin_um=20.0)
    places = place_units(config, contacts, Streams(5))
    gaps = np.abs(places[:, np.newaxis, :2] - contacts).max(axis=2).min(axis=1)
    assert gaps.max() <= 20.0 + 1e-3
    reference = place_units(config, contacts, Streams(5, "spikeinterface"))
    assert np.abs(reference[:, np.newaxis, :2] - contacts).max(axis=2).min(axis=1).max() > 80.0


def test_all_shanks_have_their_units_and_share_their_layers():
    contacts = LAYOUTS["shanks"]
    config = UnitsConfig(num_units=4_000, distribution="multimodal", num_modes=2, minimum_distance_um=None)
    places = place_units(config, contacts, Streams(1))
    shank = np.round((places[:, 0] - contacts[:, 0].min()) / 250.0).astype(int)
    assert np.bincount(shank).min() > 850
    depths, density = depth_density(config, contacts, Streams(1))
    expected = np.sum(depths * density)
    for one in range(4):
        assert places[shank == one, 1].mean() == pytest.approx(expected, abs=40)


def test_layers_follow_one_another_on_both_sides_of_a_gap_in_depth():
    contacts = LAYOUTS["banks"]
    config = UnitsConfig(distribution="multimodal", num_modes=2)
    depths, density = depth_density(config, contacts, Streams(1))
    peaks = depths[1:-1][(density[1:-1] > density[:-2]) & (density[1:-1] >= density[2:])]
    inside = np.abs(peaks[:, np.newaxis] - contacts[:, 1]).min(axis=1)
    assert peaks.size == 2 and inside.max() <= 40.0


def test_without_gaps_nothing_is_drawn_twice():
    """The draws are those of one call for each axis over the outermost contacts and the margin."""
    contacts, config = shanks(number=1), UnitsConfig(num_units=50, minimum_distance_um=None)
    places, streams = place_units(config, contacts, Streams(3)), Streams(3)
    (left, bottom), (right, top) = contacts.min(axis=0) - 20.0, contacts.max(axis=0) + 20.0
    expected = [
        streams.generator("units.x").uniform(left, right, 50),
        streams.generator("units.y").uniform(bottom, top, 50),
        streams.generator("units.z").uniform(5.0, 45.0, 50),
    ]
    assert np.array_equal(places, np.stack(expected, axis=1).astype(np.float32))


def test_where_no_draw_falls_on_a_contact_units_stand_at_contacts():
    rng = np.random.default_rng(0)
    far = np.stack([np.arange(60) * 1_000.0, rng.permutation(60) * 1_000.0], axis=1)
    config = UnitsConfig(num_units=300, minimum_distance_um=None, margin_um=0.0, minimum_z_um=10.0)
    places = place_units(config, far, Streams(5))
    assert np.abs(places[:, np.newaxis, :2] - far).max(axis=2).min(axis=1).max() == 0.0


@pytest.mark.parametrize("kind", ["independent", "spikeinterface"])
def test_the_margin_along_the_probe_is_its_own(kind):
    contacts = contact_positions_um(build_probe(NeuropixelsProbe(num_contacts=64)))
    config = UnitsConfig(num_units=400, minimum_distance_um=None, margin_um=5.0)
    plain = place_units(config, contacts, Streams(3, kind))
    np.testing.assert_array_equal(place_units(config.replace(depth_margin_um=5.0), contacts, Streams(3, kind)), plain)
    long = place_units(config.replace(depth_margin_um=300.0), contacts, Streams(3, kind))
    low, high = contacts.min(axis=0), contacts.max(axis=0)
    assert (long[:, 0] >= low[0] - 5).all() and (long[:, 0] <= high[0] + 5).all()
    assert long[:, 1].min() < low[1] - 200 and long[:, 1].max() > high[1] + 200
    short = place_units(config.replace(depth_margin_um=-100.0), contacts, Streams(3, kind))
    assert (short[:, 1] >= low[1] + 100).all() and (short[:, 1] <= high[1] - 100).all()


def test_units_beyond_the_ends_drift_into_the_recording():
    config = SimulationConfig(probe=NeuropixelsProbe(num_contacts=64), duration_s=60.0, seed=2).replace(
        {"units.depth_margin_um": 150.0, "motion.start_um": [0, 100], "motion.stop_um": [0, -100],
         "motion.components.0.period_s": 60.0}
    )  # fmt: skip
    made = Simulation(config)
    top, bottom = made.contact_positions_um[:, 1].max(), made.contact_positions_um[:, 1].min()
    depths = made.locations_um[:, 1][np.newaxis] + made.motion.unit_displacements_um()[:, :, 1]
    inside = (depths <= top) & (depths >= bottom)
    assert (inside.any(axis=0) & ~inside.all(axis=0)).sum() > 20


def test_no_room_along_the_probe_is_said():
    contacts = contact_positions_um(build_probe(NeuropixelsProbe(num_contacts=64)))
    with pytest.raises(ValueError, match="along the probe leaves no room"):
        place_units(UnitsConfig(num_units=3, depth_margin_um=-5_000.0), contacts, Streams(0, "independent"))
