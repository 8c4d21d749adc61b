"""Pictures as values: a function for each picture, from plain arrays or from a simulation or hybrid recording alone.

Each returns HoloViews elements, which can be put beside (``+``) and above (``*``) each other and saved with `save` or
with ``holoviews.save``. In a notebook, ``import holoviews as hv; hv.extension("bokeh")`` shows them.

Examples
--------
>>> from driftscope import Simulation, SimulationConfig
>>> from driftscope_dashboard import plots
>>> simulation = Simulation(SimulationConfig(duration_s=10.0))
>>> both = plots.motion(simulation) + plots.driftmap(simulation, theme="light")
"""

from .amplitudes import amplitudes
from .driftmap import driftmap
from .field import field
from .firing import firing
from .minimap import minimap
from .motion import motion, motion_vectors
from .motion_error import motion_error
from .noise import noise
from .probe import probe
from .saving import save
from .scatter import scatter
from .score import score
from .template import template
from .traces import traces

__all__ = [
    "amplitudes",
    "driftmap",
    "field",
    "firing",
    "minimap",
    "motion",
    "motion_error",
    "motion_vectors",
    "noise",
    "probe",
    "save",
    "scatter",
    "score",
    "template",
    "traces",
]
