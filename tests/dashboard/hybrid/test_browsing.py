import numpy as np
import pytest
from driftscope import ConfigError
from driftscope.library import open_library
from driftscope_dashboard.hybrid import browsing
from driftscope_dashboard.hybrid.browsing import COLUMNS, Search, find, order_of, preview, unit_at


@pytest.fixture(scope="module")
def library():
    return open_library("sample")


def test_every_page_holds_the_next_rows_of_what_was_found(library, monkeypatch):
    whole = find(library.table, Search())
    monkeypatch.setattr(browsing, "PAGE_ROWS", 10)
    pages = [find(library.table, Search(page=number)) for number in range(whole.total // 10 + 1)]
    assert [row for page in pages for row in page.rows] == whole.rows
    assert find(library.table, Search(page=99)).page == pages[-1].page == pages[-1].pages - 1
    assert len(whole.rows[0][2]) == len(COLUMNS)


def test_what_is_found_is_what_is_looked_for(library):
    [area, *_] = find(library.table, Search()).areas
    found = find(library.table, Search(area=area, peak_to_peak_uv=(100.0, None), descending=False))
    assert 0 < found.total < len(library.table)
    assert {row[2][1] for row in found.rows} == {area}
    assert min(float(row[2][3]) for row in found.rows) >= 100
    assert find(library.table, Search(area="nowhere")).total == 0
    with pytest.raises(ConfigError):
        find(library.table, Search(depth_um=(10.0, 1.0)))


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("descending", [True, False])
def test_the_order_is_that_of_the_column(library, column, descending):
    order = order_of(library.table, column, descending=descending)
    assert sorted(order) == list(range(len(library.table)))
    if column != "name":
        values = library.table[column][order]
        assert ((values[1:] <= values[:-1]) if descending else (values[1:] >= values[:-1])).all()


def test_a_preview_shows_the_contacts_around_the_largest(library):
    shown = preview(library, "sample_neuropixels1_visual.zarr", 5)
    assert np.abs(shown.waveforms_uv).max(axis=0).argmax() == 0
    assert shown.positions_um.shape == (shown.waveforms_uv.shape[1], 2)
    assert "sample_neuropixels1_visual · 5" in shown.words


def test_an_added_unit_stands_at_the_depth_that_is_looked_at(small):
    from driftscope.hybrid import Hybrid

    contacts = Hybrid(small).contact_positions_um
    unit = unit_at(open_library("sample"), "sample_neuropixels2_frontal.zarr", 3, contacts, 1_400.0)
    added = Hybrid(small.replace(units=[unit.to_dict()]))
    x, y, _ = added.locations_um[0]
    assert y == pytest.approx(1_400.0, abs=0.2)
    assert contacts[:, 0].min() - 0.2 <= x <= contacts[:, 0].max() + 0.2
