"""Templates at other places: interpolation between contacts as one sparse operator per displacement.

Every method here is linear in the template, so that what it does to the identity is all there is to know: the operator
is built once for a displacement and applied to all samples of all units.
"""

from __future__ import annotations

from .interpolator import METHODS, THIN_PLATE_NEIGHBORS, Interpolator, Method
from .tiles import TiledOperator, applied, reached_channels

__all__ = ["METHODS", "THIN_PLATE_NEIGHBORS", "Interpolator", "Method", "TiledOperator", "applied", "reached_channels"]
