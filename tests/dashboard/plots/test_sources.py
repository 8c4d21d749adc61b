import numpy as np
import pytest
from driftscope_dashboard.plots.sources import is_source, seen, shown_time, shown_unit
from driftscope_dashboard.reduce.raster import unit_peaks_uv


def test_simulations_and_hybrids_are_sources_and_arrays_are_not(simulation, hybrid):
    assert is_source(simulation)
    assert is_source(hybrid)
    assert not is_source(np.zeros(3))


def test_a_hybrid_is_seen_with_what_was_recorded(hybrid):
    assert seen(hybrid).before is hybrid.background


def test_the_largest_unit_is_shown_at_first(simulation):
    assert shown_unit(simulation, None) == np.argmax(unit_peaks_uv(simulation.template_maker))
    assert shown_unit(simulation, 3) == 3


@pytest.mark.parametrize("unit", [-1, 6])
def test_a_unit_that_is_not_there_is_named(simulation, unit):
    with pytest.raises(ValueError, match=f"Unknown unit {unit}. Available: 0 to 5."):
        shown_unit(simulation, unit)


def test_the_moment_of_the_largest_displacement_is_shown_at_first(simulation):
    motion, time_s = simulation.motion, shown_time(simulation, None)
    moved = np.abs(motion.unit_displacements_um()).max(axis=(1, 2))
    assert moved[int(time_s * motion.sampling_frequency_hz)] == moved.max()


def test_a_moment_outside_of_the_recording_is_brought_inside(simulation):
    assert shown_time(simulation, 1e6) == simulation.config.duration_s
    assert shown_time(simulation, -1.0) == 0.0
