import numpy as np
import pytest
import spikeinterface.core.generate as reference
from driftscope.base import Range
from driftscope.probe import NamedProbe, build_probe, contact_positions_um
from driftscope.streams import Streams
from driftscope.templates import (
    DRAWN,
    NEGLIGIBLE_UV,
    SparseTemplate,
    TemplatesConfig,
    draw_unit_parameters,
    make_template_maker,
    samples_of,
)
from hypothesis import given, settings
from hypothesis import strategies as st

NEUROPIXELS = contact_positions_um(build_probe(NamedProbe(name="Neuropixels1-384")))
SMALL = NEUROPIXELS[:40]
NAMES = dict(
    zip(
        DRAWN,
        ["alpha", "depolarization_ms", "repolarization_ms", "recovery_ms", "positive_amplitude", "smooth_ms",
         "spatial_decay", "propagation_speed", "ellipse_shrink", "ellipse_angle", "spatial_power"],
        strict=True,
    )
)  # fmt: skip


def scattered(number, contacts, seed):
    rng = np.random.default_rng(seed)
    low, high = contacts.min(axis=0) - 20, contacts.max(axis=0) + 20
    return np.column_stack([rng.uniform(low, high, (number, 2)), rng.uniform(5, 45, number)]).astype(np.float32)


def maker_of(config, number=20, contacts=SMALL, fs=30_000.0, seed=3, kind="independent", locations=None):
    parameters = draw_unit_parameters(config, number, Streams(seed, kind))
    locations = scattered(number, contacts, seed) if locations is None else locations
    return make_template_maker(config, parameters, locations, contacts, fs)


def plain(value):
    return (value.low, value.high) if isinstance(value, Range) else list(value) if isinstance(value, tuple) else value


def made_by_reference(config, contacts, locations, fs, seed):
    return reference.generate_templates(
        contacts,
        locations,
        fs,
        config.ms_before,
        config.ms_after,
        seed=seed,
        unit_params={theirs: plain(getattr(config, ours)) for ours, theirs in NAMES.items()},
        mode=config.mode,
        spatial_profile=config.spatial_profile,
    )


def between(low, high):
    values = st.floats(low, high)
    return st.one_of(values, st.tuples(values, values).map(sorted).map(tuple), st.lists(values, min_size=6, max_size=6))


@settings(max_examples=50)
@given(
    seed=st.integers(0, 2**63 - 1),
    fs=st.sampled_from([10_000.0, 24_414.0625, 30_000.0, 32_000.0]),
    mode=st.sampled_from(["ellipsoid", "sphere"]),
    spatial_profile=st.sampled_from(["exponential", "power"]),
    ms_before=st.floats(0.7, 2.5),
    ms_after=st.floats(2.6, 5),
    alpha_uv=between(10, 800),
    depolarization_ms=between(0.11, 0.2),
    positive_amplitude=between(0.05, 0.4),
    repolarization_ms=between(0.3, 0.9),
    recovery_ms=between(0.8, 1.5),
    spatial_decay_um=between(8, 80),
    propagation_speed_um_per_ms=st.one_of(st.none(), between(100, 600)),
    ellipse_shrink=between(0.3, 1),
    ellipse_angle_rad=between(0, 6.28),
    spatial_power=between(1, 4),
)
def test_templates_equal_the_reference(seed, fs, **fields):
    config = TemplatesConfig(**fields)
    locations = scattered(6, SMALL, seed % 1_000)
    expected = made_by_reference(config, SMALL, locations, fs, seed)
    maker = maker_of(config, 6, fs=fs, seed=seed, kind="spikeinterface", locations=locations)
    assert maker.num_before == samples_of(config.ms_before, fs)
    for unit in range(6):
        np.testing.assert_allclose(maker.dense(unit), expected[unit], rtol=0, atol=0.01)


@pytest.mark.parametrize("mode", ["ellipsoid", "sphere"])
def test_a_moved_template_is_the_template_of_a_moved_unit(mode):
    config = TemplatesConfig(mode=mode)
    locations = scattered(5, NEUROPIXELS, 1)
    maker = maker_of(config, 5, NEUROPIXELS, kind="spikeinterface", locations=locations)
    for displacement in [(0.0, 0.0), (0.0, 13.7), (-4.0, -250.0)]:
        moved = locations + np.array([*displacement, 0.0], dtype=np.float32)
        expected = made_by_reference(config, NEUROPIXELS, moved, 30_000.0, 3)
        for unit in range(5):
            np.testing.assert_allclose(maker.dense(unit, displacement), expected[unit], rtol=0, atol=0.01)


@settings(max_examples=40)
@given(
    st.lists(st.tuples(st.integers(0, 19), st.floats(-60, 60), st.floats(-60, 60)), min_size=1, max_size=90), st.data()
)
@pytest.mark.parametrize("profile", ["exponential", "power"])
@pytest.mark.parametrize("contacts", [SMALL, NEUROPIXELS[::7], NEUROPIXELS], ids=["40", "55", "384"])
def test_a_template_has_the_same_bits_in_any_batch(contacts, profile, wanted, data):
    maker = maker_of(TemplatesConfig(spatial_profile=profile), contacts=contacts)
    places = np.array([place for _, *place in wanted])
    batch = maker.make([unit for unit, *_ in wanted], places)
    chosen = data.draw(st.lists(st.integers(0, len(wanted) - 1), min_size=1, max_size=5))
    for number in chosen:
        [alone] = maker.make([wanted[number][0]], places[number : number + 1])
        assert np.array_equal(alone.channels, batch[number].channels)
        assert np.array_equal(alone.waveform, batch[number].waveform)
    few = maker.make([wanted[number][0] for number in chosen], places[chosen])
    for number, template in zip(chosen, few, strict=True):
        assert np.array_equal(template.waveform, batch[number].waveform)


def test_many_random_batches_give_the_same_bits():
    maker, rng = maker_of(TemplatesConfig(), 60, NEUROPIXELS), np.random.default_rng(0)
    places = rng.uniform(-30, 30, (60, 2))
    alone = [maker.make([unit], places[unit : unit + 1])[0] for unit in range(60)]
    for _ in range(60):
        chosen = rng.integers(0, 60, rng.integers(1, 120))
        for unit, template in zip(chosen, maker.make(chosen.tolist(), places[chosen]), strict=True):
            assert np.array_equal(template.waveform, alone[unit].waveform)


def test_what_is_left_out_is_negligible():
    maker = maker_of(TemplatesConfig(), 40, NEUROPIXELS)
    amplitudes, _ = maker.footprint(np.arange(40), np.zeros((40, 2)))
    for unit, template in enumerate(maker.make(list(range(40)), np.zeros((40, 2)))):
        left_out = np.setdiff1d(np.arange(384), template.channels)
        assert left_out.size > 0
        assert amplitudes[unit, left_out].max() <= NEGLIGIBLE_UV
        assert np.all(np.diff(template.channels) > 0)
        assert not template.waveform.flags.writeable
        assert template.waveform.dtype == np.float32
        assert template.nbytes >= template.waveform.nbytes
        if template.span is not None:
            assert np.array_equal(np.arange(384)[template.span], template.channels)


@settings(max_examples=20)
@given(seed=st.integers(0, 1_000), before=st.floats(0.5, 3), after=st.floats(2.4, 6))
def test_the_negative_peak_of_the_nearest_channel_stands_at_num_before(seed, before, after):
    maker = maker_of(TemplatesConfig(ms_before=before, ms_after=after), seed=seed)
    amplitudes, delays = maker.footprint(np.arange(20), np.zeros((20, 2)))
    for unit in range(20):
        template = maker.dense(unit)
        main = int(np.argmax(amplitudes[unit]))
        assert delays[unit, main] == 0
        assert int(np.argmin(template[:, main])) == maker.num_before
        assert template[:, main].min() == pytest.approx(-amplitudes[unit, main], rel=1e-4)


@pytest.mark.parametrize("alpha", [0.0, 1e-5])
def test_units_that_no_contact_sees_have_empty_templates(alpha):
    maker = maker_of(TemplatesConfig(alpha_uv=alpha))
    templates = maker.make([0, 1, 2], np.zeros((3, 2)))
    assert [template.channels.size for template in templates] == [0, 0, 0]
    assert not maker.dense(0).any()
    assert maker.make([], np.zeros((0, 2))) == []


@pytest.mark.parametrize("smooth", [1e-200, 1e-3, 0.05])
def test_any_smoothing_is_finite(smooth):
    maker = maker_of(TemplatesConfig(smooth_ms=smooth))
    assert np.isfinite(maker.dense(0)).all()
    assert maker.dense(0).any()


def test_no_speed_reaches_all_contacts_at_once():
    maker = maker_of(TemplatesConfig(propagation_speed_um_per_ms=None))
    _, delays = maker.footprint(np.arange(5), np.zeros((5, 2)))
    assert not delays.any()
    template = maker.dense(0)
    assert set(np.argmin(template, axis=0)[np.abs(template).max(axis=0) > 0.1]) == {maker.num_before}


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10_000), profile=st.sampled_from(["exponential", "power"]), data=st.data())
def test_a_template_that_is_said_not_to_reach_channels_has_none_of_them(seed, profile, data):
    maker = maker_of(TemplatesConfig(spatial_profile=profile), number=12, contacts=NEUROPIXELS, seed=seed)
    channels = np.array(sorted(data.draw(st.sets(st.integers(0, 383), min_size=1, max_size=40))))
    units = np.arange(12)
    displacements = np.random.default_rng(seed).uniform(-60, 60, (12, 2))
    reaches = maker.reaches(units, displacements, channels)
    found = [np.isin(made.channels, channels).any() for made in maker.make(units.tolist(), displacements)]
    assert not np.any(~reaches & np.array(found))


def test_a_template_far_from_the_channels_does_not_reach_them():
    maker = maker_of(TemplatesConfig(), number=30, contacts=NEUROPIXELS)
    reaches = maker.reaches(np.arange(30), np.zeros((30, 2)), np.arange(16))
    assert 0 < reaches.sum() < 15


@settings(max_examples=60)
@given(channels=st.sets(st.integers(0, 60), max_size=40))
def test_runs_are_the_channels_without_gaps(channels):
    template = SparseTemplate(np.array(sorted(channels), dtype=np.intp), np.empty((4, len(channels)), np.float32))
    everywhere, own = np.arange(61), np.arange(len(channels))
    assert [channel for run, _ in template.runs for channel in everywhere[run]] == sorted(channels)
    assert [column for _, run in template.runs for column in own[run]] == own.tolist()
    for (run, _), (after, _) in zip(template.runs, template.runs[1:], strict=False):
        assert run.stop < after.start
    assert (template.span is None) == (len(template.runs) > 1)
