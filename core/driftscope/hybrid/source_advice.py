"""What was assumed or left out when a recording was opened, and what its numbers look like."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..advice import Advice
from ..backgrounds import RawRecording
from .config import HybridConfig
from .sources import BinarySource


def advice_on_source(config: HybridConfig, opened: RawRecording) -> Iterator[Advice]:
    """Yield what to say of an opened recording, each at the parameter that it concerns.

    Parameters
    ----------
    config : HybridConfig
        What was opened.
    opened : RawRecording
        In the steps of its converter.
    """
    for one in opened.remarks:
        yield Advice(f"source.{one.path}".rstrip("."), one.message, one.given)
    yield from _segments(config, opened)
    yield from _unsigned(config, opened)
    yield from _clock(config, opened)


def _segments(config: HybridConfig, opened: RawRecording) -> Iterator[Advice]:
    number, index = opened.get_num_segments(), config.segment_index
    if number > 1:
        words = (
            f"the recording has {number} segments: only segment {index} (numbered from 0) is used and written; "
            "choose another with segment_index"
        )
        yield Advice("segment_index", words, index)


def _unsigned(config: HybridConfig, opened: RawRecording) -> Iterator[Advice]:
    """Unsigned samples have their zero in the middle of their range, not at 0."""
    if opened.dtype.kind != "u" or opened.get_channel_offsets().any():
        return
    middle = 2.0 ** (8 * opened.dtype.itemsize - 1)
    offsets = -opened.get_channel_gains() * middle
    where = f"{-offsets.max():g}" if np.ptp(offsets) == 0 else f"{-offsets.max():g} to {-offsets.min():g}"
    words = (
        f"samples are unsigned ({opened.dtype.name}) and have no offset: the baseline would be at about +{where} µV; "
        f"give offset_uv = -gain_uv * {middle:g}"
    )
    if isinstance(config.source, BinarySource):
        gains = np.atleast_1d(config.source.gain_uv) * -middle
        offset = float(gains[0]) if gains.size == 1 else tuple(gains.tolist())
        remedy = f"Use {offset:g} µV" if isinstance(offset, float) else "Centre every channel"
        yield Advice("source.offset_uv", words, 0.0, remedy, {"source.offset_uv": offset})
    else:
        yield Advice("source", words)


def _clock(config: HybridConfig, opened: RawRecording) -> Iterator[Advice]:
    """Say of a clock with gaps what follows it."""
    index = config.segment_index
    vector = opened.get_time_vector(index) if index < opened.get_num_segments() else None
    if vector is not None:
        words = (
            f"the recording's clock {vector.in_words}: measured motion follows this clock; firing and generated motion "
            "count samples and ignore it"
        )
        yield Advice("source", words)
