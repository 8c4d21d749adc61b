"""Errors of the system become errors of the export."""

import errno

import pytest
from driftscope.export import ExportError
from driftscope.export.errors import describe_system_error, system_errors_as_export_errors


def test_a_full_disk_is_said_with_what_to_do():
    said = describe_system_error(OSError(errno.ENOSPC, "No space left on device", "out/traces.raw"))
    assert said.startswith("out/traces.raw: No space left on device. ")
    assert "free some disk space, and run the same command again" in said


def test_system_errors_are_turned_and_broken_pipes_are_not():
    with pytest.raises(ExportError, match="out: Permission denied"), system_errors_as_export_errors():
        raise PermissionError(errno.EACCES, "Permission denied", "out")
    with pytest.raises(BrokenPipeError), system_errors_as_export_errors():
        raise BrokenPipeError
