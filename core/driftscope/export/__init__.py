"""Export of recordings and their ground truth to disk."""

from ..source import Source
from .errors import ExportError
from .estimate import Estimate, estimate
from .formats import formats
from .formats.base import Format
from .job import Job
from .options import ExportOptions
from .progress import Progress
from .sample_format import SampleFormat
from .truth import Truth
from .verify import Verification, verify
from .writer import InterruptedExportError, export

__all__ = [
    "Estimate",
    "ExportError",
    "ExportOptions",
    "Format",
    "InterruptedExportError",
    "Job",
    "Progress",
    "SampleFormat",
    "Source",
    "Truth",
    "Verification",
    "estimate",
    "export",
    "formats",
    "verify",
]
