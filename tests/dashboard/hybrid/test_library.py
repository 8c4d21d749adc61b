import pytest
from driftscope_dashboard.hybrid import library as module
from driftscope_dashboard.hybrid.views import LibraryView


@pytest.fixture
def view(state, services):
    state.selection.look(tab="library")
    return LibraryView(state, services)


def rows(view):
    return view.table.options[1]


def words(view):
    return view.table.options[5]


def test_the_first_template_is_chosen_until_another_is(view):
    assert view.table.options[4] == rows(view)[0][:2]
    assert len(view.sources["line"].data["x"])
    view.table.hear({"choose": rows(view)[3][:2]})
    assert view.table.options[4] == rows(view)[3][:2]


def test_the_table_is_filtered_and_sorted(view):
    view.filters["peak_to_peak_uv"].take([200, None])
    view.filters["area"].take(view.filters["area"].options[1][0])
    assert {row[2][1] for row in rows(view)} == {view.filters["area"].value}
    view.table.hear({"sort": "depth_along_probe"})
    depths = [float(row[2][2].replace(",", "")) for row in rows(view)]
    assert depths == sorted(depths, reverse=True)
    view.table.hear({"sort": "depth_along_probe"})
    assert [float(row[2][2].replace(",", "")) for row in rows(view)] == sorted(depths)
    view.filters["depth_um"].take([90_000, None])
    assert rows(view) == []
    assert "widen the ranges" in words(view)


def test_bounds_the_wrong_way_round_are_words(view):
    view.filters["depth_um"].take([500, 100])
    assert rows(view) == []
    assert "depth" in words(view)


def test_a_template_is_added_where_one_looks(view, state):
    state.selection.look(depth_um=1_500.0)
    view.table.hear({"add": rows(view)[0][:2]})
    scene = state.session.simulation
    assert scene.config.units.num_units == 3
    assert scene.locations_um[-1, 1] == pytest.approx(1_500.0, abs=25)
    assert "Unit 2 was added" in state.notices.latest[2]


def test_a_hidden_tab_reads_nothing(state, services, monkeypatch):
    monkeypatch.setattr(module, "library_at", lambda location: pytest.fail("it is hidden"))
    state.selection.look(tab="firing")
    LibraryView(state, services)
    state.session.restructure({"units.0.move_um": [0, 5]})


def test_a_library_that_cannot_be_read_is_words_and_read_again_when_asked_again(view, state, folder):
    there = folder / "library"
    state.session.restructure({"library": str(there)})
    assert str(there) in words(view)
    assert rows(view) == []
    state.session.undo()
    assert rows(view)


def test_it_says_that_it_reads_before_it_has_read(state, services):
    state.selection.look(tab="library")
    view = LibraryView(state, services)
    view._latest.ask = lambda request: None
    state.session._set(config=state.session.config.replace(library="s3://far-away"))
    assert "s3://far-away …" in words(view)
