"""What is downloaded of a hybrid recording: configuration, program and tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from driftscope.export.tables import csv_lines, spike_table
from driftscope.hybrid import HybridConfig
from driftscope.spacing import nearest_channel

from ..actions.download import CONFIGURATION, Downloads
from ..scene import Scene


def unit_table(scene: Scene) -> Iterator[str]:
    """Yield what is known of every added unit: template, place in µm, nearest channel, peak in µV."""
    units, places = scene.origin.units, scene.locations_um
    channels = nearest_channel(places, scene.contact_positions_um)
    yield "unit,dataset,template_index,x_um,y_um,z_um,nearest_channel,peak_uv\n"
    rows = zip(units, places.tolist(), channels.tolist(), scene.peaks_uv.tolist(), strict=True)
    for index, (unit, (x, y, z), channel, height) in enumerate(rows):
        yield f"{index},{unit.dataset},{unit.template_index},{x:.8g},{y:.8g},{z:.8g},{channel},{height:.8g}\n"


def motion_table(scene: Scene) -> Iterator[str]:
    """Yield how far every added unit is from its place over time, in µm."""
    motion, units = scene.motion, np.arange(len(scene.locations_um))
    yield ",".join(["time_s", *(f"unit_{unit}_{axis}_um" for unit in units for axis in "xy")]) + "\n"
    bins = np.arange(len(motion.vectors_um))
    moved = [motion.displacement_um(bins, np.full(bins.size, unit)) for unit in units]
    times_s = motion.clock.at(bins / motion.sampling_frequency_hz)
    columns = [times_s, *(one[:, axis] for one in moved for axis in (0, 1))]
    yield from csv_lines(columns, ["%.6f", *["%.7g"] * (len(columns) - 1)])


TABLES: dict[str, Callable[[Scene], Iterator[str]]] = {
    "spikes": spike_table,  # type: ignore[dict-item]
    "units": unit_table,
    "motion": motion_table,
}


def program(config: HybridConfig) -> str:
    """Return a Python program that makes the hybrid recording and looks at a window of it."""
    text = config.to_text("yaml").replace("\\", "\\\\")
    return f'''"""A hybrid recording: {len(config.units)} known units in a recording."""

from driftscope.hybrid import Hybrid, HybridConfig

config = HybridConfig.from_text(
    """
{text}""",
    "yaml",
)
hybrid = Hybrid(config)

after = hybrid.recording.get_traces(start_frame=0, end_frame=3_000)  # in µV
before = hybrid.background.get_traces(start_frame=0, end_frame=3_000)
print(hybrid.recording, hybrid.sorting, float(abs(after - before).max()))
# hybrid.recording.to_spikeinterface() returns a lazy SpikeInterface recording.
'''


def choices_for(scene: Scene) -> list[list[Any]]:
    """Return what the menu offers: headings, each with values, labels and what they are good for."""
    return [
        CONFIGURATION,
        ["Python script", [["driftscope", "driftscope", ""]], ""],
        ["Table (CSV)", [[name, name.capitalize(), ""] for name in TABLES], ""],
    ]


DOWNLOADS = Downloads(choices_for, {"driftscope": program}, TABLES)
