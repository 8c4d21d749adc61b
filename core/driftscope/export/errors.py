"""Errors of exports and verifications."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager


class ExportError(Exception):
    """Export or verification that cannot start or continue; the message says why and what to do."""


@contextmanager
def system_errors_as_export_errors() -> Iterator[None]:
    """Turn an `OSError` into an `ExportError`; a broken pipe is left to the caller that prints into it."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise ExportError(describe_system_error(error)) from None


def describe_system_error(error: OSError) -> str:
    """Return which file the system refuses to read or write, and why."""
    said = f"{error.filename or 'the disk'}: {error.strerror or error}"
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        said += ". Written data is kept: free some disk space, and run the same command again"
    return said
