"""What is wrong with a library, in words."""

import pytest
from driftscope import ConfigError
from driftscope.library.errors import LibraryError, error_at


def test_every_problem_says_where_it_is():
    error = error_at("deep.zarr/.zmetadata", "is damaged")
    assert isinstance(error, ConfigError)
    assert str(error) == "deep.zarr/.zmetadata: is damaged"
    assert str(LibraryError([*error.problems, *error_at("flat.zarr", "is missing").problems])).splitlines() == [
        "deep.zarr/.zmetadata: is damaged",
        "flat.zarr: is missing",
    ]
    with pytest.raises(ConfigError, match="is damaged"):
        raise error
