import webbrowser

import nbformat
import pytest
from driftscope import Simulation, SimulationConfig
from driftscope.hybrid import Hybrid, HybridConfig
from driftscope.presets import PRESETS
from driftscope_dashboard import explore
from driftscope_dashboard.exploring import configuration_of
from nbclient import NotebookClient


def within(seconds, page, condition):
    """Wait until something holds, while the browser goes on."""
    for _ in range(round(seconds / 0.05)):
        if condition():
            return True
        page.wait_for_timeout(50)
    return False


@pytest.mark.browser
def test_the_handle_follows_what_is_chosen_on_the_page(chromium, small):
    page = chromium.new_page()
    with explore(small, open_browser=False) as explorer:
        assert explorer.config == small
        page.goto(explorer.url)
        page.locator(".ds-status", has_text="ready").wait_for()
        field = page.locator(".ds-noise-spatial_decay_um input.number").first
        field.fill("40")
        field.press("Enter")
        assert within(20.0, page, lambda: explorer.config.noise.spatial_decay_um == 40.0)
        assert explorer.config == small.replace({"noise.spatial_decay_um": 40.0})
        assert Simulation(explorer.config).config == explorer.config
        page.close()
    assert not explorer.is_open
    assert explorer.config.noise.spatial_decay_um == 40.0
    assert repr(explorer) == "Explorer: closed"
    explorer.close()


@pytest.mark.browser
def test_a_hybrid_recording_is_explored_on_its_page(chromium):
    page, config = chromium.new_page(), HybridConfig().replace({"source.duration_s": 12.0})
    with explore(config, open_browser=False) as explorer:
        assert explorer.url.endswith("/hybrid")
        page.goto(explorer.url)
        page.locator(".ds-status", has_text="ready").wait_for()
        assert within(20.0, page, lambda: explorer.config == config)
        page.close()


def test_outside_of_a_notebook_the_browser_is_opened(monkeypatch, small):
    opened = []
    monkeypatch.setattr(webbrowser, "open", opened.append)
    with explore(small) as explorer:
        assert opened == [explorer.url]


def test_in_a_notebook_the_page_stands_in_the_cell(tmp_path):
    cell = "from driftscope_dashboard import explore\nexplorer = explore('tetrode')\nexplorer.close()"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell)])
    NotebookClient(notebook, timeout=120, kernel_name="python3").execute(cwd=str(tmp_path))
    shown = [output.data["text/html"] for output in notebook.cells[0].outputs if output.output_type == "display_data"]
    assert ["<iframe" in html and "http://localhost:" in html for html in shown] == [True]


def test_what_can_be_explored_is_a_configuration_or_has_one(small):
    assert configuration_of(small) is configuration_of(Simulation(small)) is small
    assert configuration_of("tetrode") == PRESETS["tetrode"].config
    assert isinstance(configuration_of(None), SimulationConfig)
    assert configuration_of(Hybrid(HybridConfig())) == HybridConfig()


def test_what_cannot_be_explored_is_said(small):
    with pytest.raises(ValueError, match="Unknown preset 'x'"):
        configuration_of("x")
    with pytest.raises(TypeError, match="Cannot explore list"):
        configuration_of([1, 2])
    recording = Simulation(small).static
    with pytest.raises(TypeError, match="a recording in memory"):
        configuration_of(Hybrid(HybridConfig(), background=recording))
