import shutil

import holoviews as hv
import pytest
from driftscope_dashboard import plots

BEGINNINGS = {".pdf": b"%PDF", ".png": b"\x89PNG", ".svg": b"<?xml"}
VISIBLE = """() => Bokeh.documents[0].roots()[0].children.map(one => one.visible ?? true)"""


@pytest.fixture
def page(chromium):
    """A page that refuses every request but those to its own file."""
    page = chromium.new_page()
    page.asked, page.complaints = [], []
    page.route("**", lambda route: route.continue_() if route.request.url == page.own else route.abort())
    page.on("request", lambda request: page.asked.append(request.url))
    page.on("console", lambda said: page.complaints.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    yield page
    page.close()


def shown(page, path):
    """Open a file, and wait until its figures are drawn."""
    page.own = path.as_uri()
    page.goto(page.own)
    page.wait_for_function("() => window.Bokeh?.documents.length && Bokeh.documents[0].is_idle")
    return page


@pytest.mark.browser
def test_a_page_contains_all_that_it_needs(picture, simulation, page, tmp_path):
    shown(page, plots.save(picture(simulation, theme="dark"), tmp_path / "picture.html"))
    assert {url for url in page.asked if not url.startswith("data:")} == {page.own}
    assert page.complaints == []
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(25, 29, 35)"
    assert page.locator("canvas").count() > 0


@pytest.mark.browser
def test_a_map_over_displacement_is_a_file_with_a_slider(simulation, page, tmp_path):
    displacement = hv.Dimension("displacement_um", label="displacement", unit="µm")
    places = hv.HoloMap(
        {um: plots.probe(simulation, displacement_um=um) for um in (-20.0, 0.0, 20.0)}, kdims=displacement
    )
    shown(page, plots.save(places, tmp_path / "map.html"))
    assert page.evaluate(VISIBLE) == [True, True, False, False]
    page.locator(".noUi-handle").press("ArrowRight")
    page.wait_for_function(f"JSON.stringify(({VISIBLE})()) === '[true,false,true,false]'")
    assert page.locator(".bk-slider-title").inner_text() == "displacement: 0 µm"
    assert {url for url in page.asked if not url.startswith("data:")} == {page.own}
    assert page.complaints == []


@pytest.mark.parametrize("ending", BEGINNINGS)
def test_pictures_become_files_for_papers(picture, simulation, tmp_path, ending):
    path = plots.save(picture(simulation, theme="print"), tmp_path / f"picture{ending}")
    assert path.read_bytes().startswith(BEGINNINGS[ending])


@pytest.mark.parametrize("ending", BEGINNINGS)
def test_holoviews_saves_them_too(simulation, tmp_path, ending):
    path = tmp_path / f"picture{ending}"
    hv.save(plots.driftmap(simulation), path, backend="matplotlib")
    assert path.read_bytes().startswith(BEGINNINGS[ending])
    hv.save(plots.driftmap(simulation), tmp_path / "picture.html", backend="bokeh", resources="inline")
    assert b"Bokeh" in (tmp_path / "picture.html").read_bytes()


@pytest.mark.browser
@pytest.mark.skipif(shutil.which("chromedriver") is None, reason="Bokeh's own export needs chromium-driver")
@pytest.mark.filterwarnings("ignore")
def test_bokeh_exports_a_picture(simulation, tmp_path, monkeypatch):
    monkeypatch.setenv("BOKEH_IN_DOCKER", "1")  # Chromium has no sandbox for the superuser
    hv.save(plots.driftmap(simulation), tmp_path / "picture.png", backend="bokeh")
    assert (tmp_path / "picture.png").read_bytes().startswith(BEGINNINGS[".png"])


def test_an_unknown_ending_is_named(simulation, tmp_path):
    with pytest.raises(ValueError, match=r"Unknown format '\.gif'"):
        plots.save(plots.motion(simulation), tmp_path / "picture.gif")
    assert list(tmp_path.iterdir()) == []
