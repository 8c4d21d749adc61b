"""What tests of template libraries share."""

from pathlib import Path

import pytest
from driftscope.library import (
    write_library,
)


@pytest.fixture
def folder(tmp_path: Path, small_datasets: dict, small_noise: dict) -> Path:
    return write_library(tmp_path / "library", small_datasets, channel_noise_levels_uv=small_noise)
