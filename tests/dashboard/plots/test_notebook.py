"""A notebook shows pictures without a server."""

import nbformat
from nbclient import NotebookClient

CELLS = (
    "import holoviews as hv\nfrom driftscope import Simulation, SimulationConfig\n"
    'from driftscope_dashboard import plots\nhv.extension("bokeh")\n'
    "simulation = Simulation(SimulationConfig(duration_s=20.0))",
    "plots.motion(simulation) + plots.driftmap(simulation)",
    'plots.traces(simulation, style="heatmap", mode="drifting")',
    "plots.template(simulation, theme='dark')",
    'hv.output(backend="matplotlib")\nhv.extension("matplotlib")\nplots.probe(simulation)',
)


def test_every_cell_shows_its_picture(tmp_path):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in CELLS])
    NotebookClient(notebook, timeout=120, kernel_name="python3").execute(cwd=str(tmp_path))
    for cell in notebook.cells[1:]:
        shown = [output.data for output in cell.outputs if output.output_type in ("display_data", "execute_result")]
        assert any("text/html" in data or "image/png" in data for data in shown), cell.source
        html = "".join(data.get("text/html", "") for data in shown)
        assert "Traceback" not in html
        assert 'src="http' not in html
