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
    About("minimap", "The whole probe", "Positions of the units along the whole probe, and their current displacement.",
          "Drag the frame to show other depths, or drag its edges."),
    About("probe", "Probe", "Contacts and units: a ring where a unit is at rest, a dot where it is now.",
          "Click a unit: all pictures show it."),
    About("motion", "Motion", "How far five depths and the selected unit have moved over time.",
          "Press Draw and draw your own drift."),
    About("field", "Displacement over depth and time", "Green where the tissue has moved up, purple where down.",
          "Drag the time cursor: the unit's line crosses the colours."),
    About("driftmap", "Driftmap", "Every spike by depth and time; larger spikes are darker.",
          "Switch between static and drifting: drift bends the lines."),
    About("traces", "Traces", "The same window of the static and the drifting recording, at the same gain.",
          "Press n for the unit's next spike and compare its channels."),
    About("unit", "Unit", "Position, firing rate and signal-to-noise ratio of the selected unit.",
          "Press w for the unit most reduced by drift."),
    About("amplitudes", "Peak through the recording", "How large the unit's spike is on one channel over time.",
          "Where it falls below the threshold, a sorter loses the unit."),
    About("templates", "Spike on the contacts", "The unit's template on its contacts, at rest and now.",
          "Move the time cursor and watch the peak move to another contact."),
    About("curve", "Peak by displacement", "How large the unit's spike is at each displacement.",
          "Find the displacement at which another channel becomes best."),
    About("units", "Units", "All units at the visible depths, those most reduced by drift first.",
          "Click a heading to sort, and a row to select that unit."),
    About("scatter", "Scatter", "Two properties of every unit against each other, one dot per unit.",
          "Choose rate and amplitude and see whether large units fire more."),
    About("firing", "Firing", "When units fire, and the intervals between their spikes.",
          "Change the refractory period in the form."),
    About("noise", "Noise", "How large the noise is, and how often it alone crosses the threshold.",
          "Lower the threshold and watch the false events."),
    About("score", "Score", "Which units a sorter found, missed or invented.",
          "Drop a sorter's folder onto the page."),
    About("knots", "Field", "The displacement over depth and time, as points that can be edited.",
          "Click to add a point, and drag it to change the motion there."),
    About("motionerror", "Motion error", "The error of a motion estimate, over depth and time.",
          "Load a sorter's motion estimate and see where its error is largest."),
    About("library", "Library", "Templates of real units that you can add to the recording.",
          "Choose a brain area and add a unit."),
)  # fmt: skip
"""Every picture of the page, in its order."""


def listed() -> list[list[str]]:
    """Return view, title, sentence and what to try of every picture."""
    return [[one.view, one.title, one.shows, one.to_try] for one in PICTURES]
