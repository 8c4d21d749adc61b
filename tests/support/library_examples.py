"""What tests of template libraries share: comparing, changing and damaging them."""

from pathlib import Path

import numpy as np
from driftscope.template_set import Templates


def content_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def equal(ours: Templates, theirs: Templates) -> None:
    np.testing.assert_array_equal(ours.templates_array, theirs.templates_array)
    np.testing.assert_array_equal(ours.unit_ids, theirs.unit_ids)
    np.testing.assert_array_equal(ours.channel_ids, theirs.channel_ids)
    np.testing.assert_array_equal(ours.get_channel_locations(), theirs.get_channel_locations())
    assert (ours.sampling_frequency, ours.nbefore, ours.is_in_uV) == (
        theirs.sampling_frequency, theirs.nbefore, theirs.is_in_uV,
    )  # fmt: skip
    assert ours.templates_array.dtype == theirs.templates_array.dtype


def changed(templates: Templates, **fields: object) -> Templates:
    known = {name: getattr(templates, name) for name in ("templates_array", "sampling_frequency", "nbefore", "probe")}
    return Templates(**{**known, **fields})


def damaged(folder: Path, name: str, change: object) -> Path:
    path = folder / "deep.zarr" / name
    content = path.read_bytes()
    path.write_bytes(change(content) if callable(change) else change)
    return folder
