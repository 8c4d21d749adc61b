"""What a sorter's result found and missed: shown once a result was brought back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar, NamedTuple

from bokeh.events import Tap
from driftscope.results import REASONS
from driftscope.results.scoring import WELL_DETECTED_ACCURACY

from ..plots.score import Scores
from ..reduce.selection import present_units
from ..results.held import LETTERS, Loaded, Scored
from ..session.session import origin_of
from ..workbench import Control, Node, Row, Stack
from .score_figures import AccuracyFigure, ConfusionFigure, ReasonsFigure, RecallFigure
from .tab import TabView, spread

BY = {"displacement": ("Displacement", "|displacement| (µm)"), "time": ("Time", "time (min)")}
NOTHING = "No result yet: load a sorter's result with the Result button, or drop its folder onto the page."
UNDER_WAY = "Comparing the result with the truth."
NO_SORTING = "This result contains no sorting, only a motion estimate: see Motion error."


class Request(NamedTuple):
    """What the pictures depend on."""

    loaded: Loaded | None
    scored: Scored | None
    other: Scored | None
    unit: int | None
    by: str


class ScoreView(TabView):
    """Accuracy against signal-to-noise ratio, what was found by displacement or time, reasons, and confusions."""

    name: ClassVar[str] = "score"
    title: ClassVar[str] = "Score"
    order: ClassVar[int] = 80
    hidden_at_first: ClassVar[bool] = True
    watches: ClassVar[dict[str, tuple[str, ...]]] = {"session": ("simulation",), "selection": ("units",)}

    def draw(self) -> list[Any]:
        """Make the four figures."""
        self.accuracy, self.recall = AccuracyFigure(), RecallFigure()
        self.reasons, self.confusion = ReasonsFigure(), ConfusionFigure()
        parts = (self.accuracy, self.recall, self.reasons, self.confusion)
        self.accuracy.made.on_event(Tap, self.services.safe(self._tapped_dot))
        self.confusion.made.on_event(Tap, self.services.safe(self._tapped_cell))
        return spread([part.made for part in parts], [5, 4, 3, 4])

    def build(self) -> None:
        """Make the choice of the result and of what recall is shown by, and what is offered."""
        results = self.services.results
        self.choice = Control(
            kind="segments", label="Result", hook="result-shown", value="A", visible=False,
            options=[[letter, letter, ""] for letter in LETTERS],
        )  # fmt: skip
        self.by = Control(
            kind="segments", label="Found by", hook="result-by", value="displacement",
            options=[[name, words, ""] for name, (words, _) in BY.items()],
        )  # fmt: skip
        self.choice.on_set(self.services.safe(lambda value: results.look_at(LETTERS.index(value))))
        self.by.on_set(self.services.safe(lambda value: self.refresh()))
        self.lag = self._offer("result-lag", self._correct_lag)
        self.open = self._offer("result-configuration", self._open_configuration)
        self.adopt = self._offer("result-adopt", self._adopt)
        results.subscribe({"held"}, self._offer_tab)
        results.subscribe({"held", "shown", "scored"}, self.refresh)

    def tools(self) -> list[Node]:
        """Return the choices."""
        return [self.choice, self.by]

    def body(self) -> Node:
        """Return the words, what is offered, and the figures."""
        offers = Row(self.lag, self.open, self.adopt, hook="result-offers")
        return Stack(self.words, offers, self.picture, hook=f"{self.name}-body")

    def _offer_tab(self) -> None:
        is_there = any(one.sorting is not None for one in self.services.results.held)
        (self.state.tabs.show if is_there else self.state.tabs.hide)(self.name)

    def _offer(self, hook: str, act: Any) -> Control:
        command = self.services.safe(lambda message: act())
        return Control(kind="link", hook=hook, visible=False, label=OFFERS[hook], on_message=command)

    def request(self) -> Request:
        """Return the results and the chosen unit."""
        results, simulation = self.services.results, self.state.session.simulation
        chosen = present_units(self.state.selection.units, len(simulation.locations_um))
        scored = results.score
        return Request(results.current, scored, results.other, chosen[0] if chosen else None, str(self.by.value))

    @staticmethod
    def compute(request: Request) -> Request:
        """Return the request: all that is drawn was computed when the result was scored."""
        return request

    def show(self, picture: Request) -> None:
        """Say what was found, and draw it."""
        loaded, scored, other, unit, by = picture
        self.choice.update(visible=len(self.services.results.held) > 1, value=LETTERS[self.services.results.shown])
        scores = None if scored is None else scored.scores
        self.say(words_of(loaded, scored), empty=scores is None)
        is_other = scored is not None and loaded is not None and loaded.config != origin_of(scored.simulation)
        self.open.visible = self.adopt.visible = is_other
        comparison = None if scored is None else scored.comparison
        self.lag.visible = comparison is not None and comparison.has_lag
        if scores is not None:
            self._show_figures(scores, None if other is None else other.scores, unit, by)

    def _show_figures(self, scores: Scores, other: Scores | None, unit: int | None, by: str) -> None:
        self.accuracy.show(scores, other, unit)
        self.recall.show(scores.by_minute if by == "time" else scores.by_displacement, unit, BY[by][1])
        self.reasons.show(scores, unit)
        self.confusion.show(scores, unit)

    def restyle(self) -> None:
        """Paint the figures."""
        super().restyle()
        if self.figures:
            self.confusion.restyle(dark=self.state.appearance.dark)

    def _tapped_dot(self, event: Tap) -> None:
        scored = self.services.results.score
        if scored is not None and scored.scores is not None and event.x is not None and event.y is not None:
            self._choose(self.accuracy.nearest(scored.scores, event.x, event.y))

    def _tapped_cell(self, event: Tap) -> None:
        scored = self.services.results.score
        if scored is not None and scored.scores is not None and event.y is not None:
            self._choose(self.confusion.unit_at(scored.scores, event.y))

    def _choose(self, unit: int | None) -> None:
        if unit is not None:
            self.state.selection.look(units=(unit,))

    def _correct_lag(self) -> None:
        self._replace(correct_lag=True)

    def _adopt(self) -> None:
        self._replace(config=origin_of(self.state.session.simulation))

    def _replace(self, **fields: Any) -> None:
        results = self.services.results
        if (current := results.current) is not None:
            results.change(results.shown, replace(current, **fields))

    def _open_configuration(self) -> None:
        if (current := self.services.results.current) is not None:
            self.state.session.open(current.config)


OFFERS = {
    "result-lag": "Correct the clock",
    "result-configuration": "Open its configuration",
    "result-adopt": "Score against this configuration",
}


def words_of(loaded: Loaded | None, scored: Scored | None) -> str:
    """Say what a result found."""
    if loaded is None:
        return NOTHING
    if scored is None:
        return UNDER_WAY
    if scored.problem:
        return f"{loaded.name}: {scored.problem}"
    comparison, scores = scored.comparison, scored.scores
    if comparison is None or scores is None:
        return NO_SORTING
    number = int((scores.accuracy >= WELL_DETECTED_ACCURACY).sum())
    half = f", half at SNR {scores.fit.snr_at_half:.1f}" if scores.fit is not None else ""
    found = comparison.score.is_found
    said = (
        f"{loaded.name}: {number} of {scores.accuracy.size} units well detected (accuracy 0.8 or more{half}); "
        f"{100 * found.mean() if found.size else 0:.0f} % of the spikes found{_reasons_in_words(scores)}."
    )
    return " ".join([said, *(note if note.endswith((".", "?")) else f"{note}." for note in comparison.notes)])


def _reasons_in_words(scores: Scores) -> str:
    """Return the shares of the likely reasons, in the order of the bars."""
    counts = scores.reasons.sum(axis=0)
    if not counts.any():
        return ""
    shares = zip(REASONS, 100 * counts / counts.sum(), strict=True)
    return f", missed likely by {', '.join(f'{reason} {share:.0f} %' for reason, share in shares)}"
