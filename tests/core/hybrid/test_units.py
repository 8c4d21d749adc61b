"""Templates put into a recording."""

from typing import Any

import numpy as np
import pytest
from driftscope import library as libraries
from driftscope.hybrid import (
    Hybrid,
    HybridConfig,
    HybridUnit,
    SampleSource,
)
from driftscope.template_set import Templates
from hybrid_examples import DATASET, FS, InMemory, config, in_memory, sample_templates


def test_templates_arrive_as_they_are_in_the_library() -> None:
    hybrid = Hybrid(HybridConfig(source=SampleSource(duration_s=1.0)))
    expected = sample_templates().take([1, 5, 9, 13, 17])
    np.testing.assert_allclose(hybrid.templates.templates_array, expected.get_dense_templates(), atol=0.01)
    assert hybrid.templates.table["template_index"].tolist() == [1, 5, 9, 13, 17]
    assert hybrid.sorting.get_property("dataset").tolist() == [DATASET] * 5  # type: ignore[union-attr]


def test_a_unit_moves_to_where_it_is_wanted() -> None:
    here = HybridUnit(dataset=DATASET, template_index=9)
    there = here.replace(move_um=(0.0, -200.0))
    hybrid = Hybrid(HybridConfig(source=SampleSource(duration_s=1.0), units=(here, there)))
    moved = hybrid.locations_um[1] - hybrid.locations_um[0]
    np.testing.assert_allclose(moved, [0.0, -200.0, 0.0], atol=1e-6)
    main = hybrid.contact_positions_um[hybrid.templates.get_main_channels(), 1]
    assert main[1] - main[0] == pytest.approx(-200.0, abs=20.0)


def test_amplitude_and_signal_to_noise_are_met() -> None:
    loud = HybridUnit(dataset=DATASET, template_index=1, peak_uv=123.0)
    clear = HybridUnit(dataset=DATASET, template_index=3, snr=7.5)
    hybrid = Hybrid(config(units=(loud, clear, loud.replace(peak_uv=None))), in_memory())
    peaks = np.abs(hybrid.templates.templates_array).max(axis=1)
    assert peaks[0].max() == pytest.approx(123.0, rel=1e-5)
    assert peaks[1].max() / hybrid.noise_levels_uv[peaks[1].argmax()] == pytest.approx(7.5, rel=1e-5)
    assert peaks[2].max() == pytest.approx(np.abs(sample_templates().templates_array[1]).max(), rel=1e-3)


def test_templates_of_other_windows_and_probes_meet() -> None:
    whole = sample_templates()
    cut = Templates(
        whole.templates_array[:, 30:150], FS, whole.nbefore - 30, probe=whole.probe, channel_ids=whole.channel_ids
    )
    library = InMemory(long=whole, short=cut)
    units = (HybridUnit(dataset="short", template_index=1), HybridUnit(dataset="long", template_index=1))
    hybrid = Hybrid(config(units=units), in_memory(), library)  # type: ignore[arg-type]
    short, long = hybrid.templates.templates_array
    assert short.shape == long.shape
    assert np.abs(short).argmax() == np.abs(long).argmax()


def test_a_taper_ends_what_was_cut_off() -> None:
    whole = sample_templates()
    cut = Templates(whole.templates_array[:, 60:110], FS, whole.nbefore - 60, probe=whole.probe)
    library: Any = InMemory(cut=cut)
    units = (HybridUnit(dataset="cut", template_index=1),)
    [advice] = [one for one in Hybrid(config(units=units), in_memory(), library).advice if one.path == "taper_ms"]
    assert "is truncated" in advice.message
    faded = Hybrid(config(units=units, taper_ms=0.5), in_memory(), library)
    assert not [one for one in faded.advice if one.path == "taper_ms"]
    mended = Hybrid(config(units=units).replace(advice.changes), in_memory(), library)
    assert not [one for one in mended.advice if one.path == "taper_ms"]


def test_heights_have_a_name_each_and_are_what_it_says():
    library = libraries.open_library("sample")
    name = "sample_neuropixels1_visual.zarr"
    wanted = (library.table["dataset"] == name) & np.isin(library.table["template_index"], [1, 5, 9])
    templates = library.read(library.table.take(wanted))
    units = [HybridUnit(dataset=name, template_index=index) for index in (1, 5, 9)]
    hybrid = Hybrid(HybridConfig(units=units))
    dense = templates.get_dense_templates()
    np.testing.assert_allclose(templates.table["peak_to_peak_uv"], np.ptp(dense, axis=1).max(axis=1), rtol=1e-5)
    on_the_probe = np.abs(hybrid.placed.at_rest).max(axis=(1, 2))
    np.testing.assert_allclose(hybrid.templates.table["peak_uv"], on_the_probe)
    np.testing.assert_allclose(hybrid.sorting.get_property("peak_uv"), on_the_probe)
    assert (templates.table["peak_to_peak_uv"] > 1.1 * on_the_probe).all()
