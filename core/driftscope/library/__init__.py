"""Libraries of templates: the public database, a folder, any address, or the small sample made here.

A library is a folder of zarr v2 groups, one per recorded dataset, and an index with one row per template. Needs the
extra ``driftscope[library]``.
"""

from .collection import PUBLIC, SAMPLE, Library, open_library
from .errors import LibraryError
from .joining import join_templates
from .table import COLUMNS, TemplateTable, filter_templates
from .writer import write_index, write_library

__all__ = [
    "COLUMNS",
    "PUBLIC",
    "SAMPLE",
    "Library",
    "LibraryError",
    "TemplateTable",
    "filter_templates",
    "join_templates",
    "open_library",
    "write_index",
    "write_library",
]
