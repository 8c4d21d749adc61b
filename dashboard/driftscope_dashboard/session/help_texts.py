"""What the help says of each picture: one sentence on what it shows, and one thing to try."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class About:
    """What a picture shows.

    Attributes
    ----------
    view : str
        Name of the view.
    title : str
        How it is called in the list.
    shows : str
        One sentence.
    to_try : str
        One thing that one can do there.
    """

    view: str
    title: str
    shows: str
    to_try: str


PICTURES = (
    About("minimap", "The whole probe", "Where units are along the whole probe, and how each depth moves now.",
          "Drag the frame to other depths, or drag its edges."),
    About("probe", "Probe", "Contacts and units: a ring where a unit is at rest, a dot where it is now.",
          "Click a unit: all pictures follow it."),
    About("motion", "Motion", "How far five depths and the selected unit have moved over time.",
          "Press Draw and draw a drift of your own."),
    About("field", "Displacement over depth and time", "Green where the tissue moves up, purple where it moves down.",
          "Drag the time: the unit's line crosses the colours."),
    About("driftmap", "Driftmap", "Every spike at its depth and time; the stronger, the darker.",
          "Switch between static and drifting: the bends are the drift."),
    About("traces", "Traces", "The same moment of the static and the drifting recording, at the same gain.",
          "Press n for the next spike of the unit and compare its rows."),
    About("unit", "Unit", "Place, rate and signal-to-noise ratio of the selected unit.",
          "Press w for the unit that drift reduces most."),
    About("amplitudes", "Peak through the recording", "How large the unit's spike is on one channel over time.",
          "Look where it falls below the threshold: a sorter loses it there."),
    About("templates", "Spike on the contacts", "The unit's mean spike on its contacts, at rest and now.",
          "Move the time and watch the largest one change its contact."),
    About("curve", "Peak by move", "How large the spike would be at every displacement.",
          "Find the displacement at which another channel becomes best."),
    About("units", "Units", "All units at the depths shown, those that drift reduces most first.",
          "Click a heading to sort, and a row to follow that unit."),
    About("scatter", "Scatter", "Two properties of every unit against each other, one dot for each.",
          "Choose rate and amplitude and see whether loud units fire more."),
    About("firing", "Firing", "When units fire, and the intervals between their spikes.",
          "Change the refractory period in the form."),
    About("noise", "Noise", "How large the noise is, and how often it crosses the threshold by itself.",
          "Lower the threshold and watch the false events."),
    About("score", "Score", "Which units a sorter found, missed or made up.",
          "Drop a sorter's folder onto the page."),
    About("knots", "Field", "The displacement over depth and time, as points that can be edited.",
          "Click to add a point, and drag it to change the motion there."),
    About("motionerror", "Motion error", "The error of a motion estimate, over depth and time.",
          "Load the motion that a sorter estimated and see where its error is largest."),
    About("library", "Library", "Templates that were recorded from real units, to be added to a recording.",
          "Choose a brain area and add a unit."),
)  # fmt: skip
"""Every picture of the page, in its order."""


def listed() -> list[list[str]]:
    """Return view, title, sentence and what to try of every picture."""
    return [[one.view, one.title, one.shows, one.to_try] for one in PICTURES]
