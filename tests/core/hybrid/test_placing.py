"""Units that are added: what one of them needs is worked out once, however often others change."""

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from driftscope import library as libraries
from driftscope.base import ConfigError
from driftscope.cache import the_cache
from driftscope.hybrid import Hybrid, HybridConfig, HybridUnit, SampleSource, advice, placed
from driftscope.hybrid import hybrid as module
from driftscope.interpolation import interpolator

DATASET = "sample_neuropixels1_visual.zarr"
UNITS = tuple(HybridUnit(dataset=DATASET, template_index=index, peak_uv=90.0) for index in (1, 5, 9, 13, 17))
CONFIG = HybridConfig(source=SampleSource(duration_s=10.0), units=UNITS)


class Counting:
    """A library that says what is read."""

    def __init__(self) -> None:
        self.inner = libraries.open_library("sample")
        self.read_indices: list[list[int]] = []

    def read(self, chosen: Any) -> Any:
        self.read_indices.append(list(chosen["template_index"]))
        return self.inner.read(chosen)


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Any:
    counted: Counter[str] = Counter()

    def counting(module: Any, name: str) -> None:
        plain = getattr(module, name)

        def counted_function(*given: Any) -> Any:
            counted[name] += 1
            return plain(*given)

        monkeypatch.setattr(module, name, counted_function)

    counting(placed, "locate_templates")
    counting(advice, "_about")
    counting(interpolator, "Triangulation")
    the_cache().clear()
    yield counted
    the_cache().clear()


def window(hybrid: Hybrid) -> Any:
    return hybrid.recording.get_traces(start_frame=60_000, end_frame=63_000)


def test_moving_one_unit_works_out_nothing_of_the_others(calls: Counter[str]) -> None:
    library = Counting()
    first = Hybrid(CONFIG, library=library)
    window(first)
    assert calls == {"locate_templates": 5, "_about": 5, "Triangulation": 1}
    moved = Hybrid(CONFIG.replace({"units.2.move_um": (0.0, 12.0)}), library=library)
    window(moved)
    assert library.read_indices == [[1, 5, 9, 13, 17]]
    assert calls == {"locate_templates": 5, "_about": 6, "Triangulation": 1}
    same = [one is other for one, other in zip(first.placed.units, moved.placed.units, strict=True)]
    assert same == [True, True, False, True, True]
    np.testing.assert_allclose(moved.locations_um[2] - first.locations_um[2], [0.0, 12.0, 0.0])


def test_scaling_one_unit_locates_and_reads_nothing(calls: Counter[str]) -> None:
    library = Counting()
    first = Hybrid(CONFIG, library=library)
    window(first)
    scaled = Hybrid(CONFIG.replace({"units.2.peak_uv": 180.0}), library=library)
    window(scaled)
    assert len(library.read_indices) == 1
    assert calls["locate_templates"] == 5
    assert scaled.placed.peaks_uv[2] == pytest.approx(180.0, rel=1e-5)
    np.testing.assert_allclose(
        scaled.placed.at_rest[2], 2 * first.placed.at_rest[2], atol=3e-3
    )  # below 0.001 µV is left out


def test_a_unit_more_reads_one_template(calls: Counter[str]) -> None:
    library = Counting()
    first = Hybrid(CONFIG, library=library)
    window(first)
    window(Hybrid(CONFIG.replace(units=(*UNITS, HybridUnit(dataset=DATASET, template_index=3))), library=library))
    assert library.read_indices == [[1, 5, 9, 13, 17], [3]]
    assert calls["locate_templates"] == 6


def test_templates_that_were_shown_stay_when_another_unit_moves(monkeypatch: pytest.MonkeyPatch) -> None:
    the_cache().clear()
    first = Hybrid(CONFIG)
    window(first)
    made = []
    plain = placed.PlacedUnit.make

    def make(self: Any, displacements_um: Any) -> Any:
        made.append(self)
        return plain(self, displacements_um)

    monkeypatch.setattr(placed.PlacedUnit, "make", make)
    moved = Hybrid(CONFIG.replace({"units.2.move_um": (0.0, 12.0)}))
    window(moved)
    assert {id(one) for one in made if one.scale != 1.0} <= {id(moved.placed.units[2])}
    the_cache().clear()


def test_what_nobody_holds_any_more_is_forgotten() -> None:
    the_cache().clear()
    units = Hybrid(CONFIG).placed.units
    assert Hybrid(CONFIG).placed.units[0] is units[0]
    del units
    the_cache().clear()
    assert Hybrid(CONFIG).placed.units[0].said == {}


def test_the_result_is_the_same_whatever_was_there_before() -> None:
    the_cache().clear()
    target = CONFIG.replace({"units.2.move_um": (3.0, 12.0), "units.0.peak_uv": 55.0})
    expected = window(Hybrid(target))
    for change in ({"units.2.move_um": (0.0, -7.0)}, {"units.0.peak_uv": None}, {"taper_ms": 0.5}):
        window(Hybrid(target.replace(change)))
    assert np.array_equal(window(Hybrid(target)), expected)
    the_cache().clear()


@pytest.mark.parametrize("amplitude", [None, 90.0])
def test_a_unit_beside_the_probe_is_refused_by_its_number(amplitude: float | None) -> None:
    off = CONFIG.replace({"units.3.move_um": (5_000.0, 0.0), "units.3.peak_uv": amplitude})
    with pytest.raises(ConfigError, match=r"units\.3\.move_um"):
        _ = Hybrid(off).placed


def test_libraries_whose_index_has_no_version_are_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = libraries.open_library("sample").read_dataset(DATASET).to_dense().take([1, 5])
    louder = replace(plain, templates_array=3 * plain.templates_array)
    monkeypatch.setattr(module, "file_version", lambda path: None)
    peaks = []
    for name, templates in (("one", plain), ("other", louder)):
        folder = libraries.write_library(tmp_path / name, {DATASET: templates})
        units = (HybridUnit(dataset=DATASET, template_index=0), HybridUnit(dataset=DATASET, template_index=1))
        peaks.append(Hybrid(CONFIG.replace({"units": units, "library": str(folder)})).placed.peaks_uv)
    np.testing.assert_allclose(peaks[1], 3 * peaks[0], rtol=1e-4)
