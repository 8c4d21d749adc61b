"""Messages about clipped values, before and after writing and on verification."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .errors import ExportError
from .manifest import read_manifest
from .sample_format import SampleFormat

REMEDY = "increase gain_uv or adc_bits, set offset_uv to the middle of the signal, or write float32"


def clipping_sentences(manifest: dict[str, Any]) -> Iterator[str]:
    """Yield a sentence for every recording of a finished export that has clipped values."""
    for name, said in manifest.get("recordings", {}).items():
        if number := int(said.get("clipped_values", 0)):
            total = int(said["num_samples"]) * int(said["num_channels"])
            yield (
                f"{name}: {number} of {total} values ({number / total:.2g} of all) were outside "
                f"{_range_in_words(manifest['samples'])} and were clipped: {REMEDY}"
            )


def clipping_in(folder: Path) -> tuple[str, ...]:
    """Return a sentence for every recording in a folder that has clipped values; none when there is no manifest."""
    try:
        return tuple(clipping_sentences(read_manifest(folder)))
    except ExportError:
        return ()


def clipping_expected(samples: SampleFormat, share: float) -> str:
    """Return the warning before an export in which some values will be clipped; empty when none was seen.

    Parameters
    ----------
    samples : SampleFormat
        How samples are written.
    share : float
        Share of the values of a short piece that are beyond the range, 0 to 1.

    Examples
    --------
    >>> clipping_expected(SampleFormat(), 0.0)
    ''
    >>> clipping_expected(SampleFormat(adc_bits=10), 0.25)[:66]
    'in a short sample of the recording, 25 % of the values are outside'
    """
    if not share:
        return ""
    described = {"adc_range": samples.adc_range, "gain_to_uv": samples.gain_to_uv, "offset_to_uv": samples.offset_to_uv}
    return (
        f"in a short sample of the recording, {100 * share:.2g} % of the values are outside "
        f"{_range_in_words(described)} and would be clipped: {REMEDY}"
    )


def _range_in_words(samples: dict[str, Any]) -> str:
    low, high = (end * samples["gain_to_uv"] + samples["offset_to_uv"] for end in samples["adc_range"])
    return f"{low:g} to {high:g} µV, the range of the converter,"
