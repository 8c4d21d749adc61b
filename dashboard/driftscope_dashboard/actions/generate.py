"""Write the whole recording to disk, beside the page."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, ClassVar

from driftscope import ConfigError
from driftscope.base import Config
from driftscope.export import ExportOptions

from ..session.export_jobs import defaults, described, estimate_in_words, option_fields, refusal_of_name
from ..session.form_values import from_control
from ..workbench import Control
from .base import Action, button

ONLY_INT16 = ("samples.gain_uv", "samples.offset_uv", "samples.adc_bits")


def options_from(chosen: dict[str, Any]) -> ExportOptions:
    """Return what was chosen in the browser, by path, as options.

    Raises
    ------
    ConfigError
        When a value cannot be.

    Examples
    --------
    >>> options_from({"format": "binary", "samples.gain_uv": 0.5}).samples.gain_uv
    0.5
    """
    fields = {field.path: field for field in option_fields()}
    return ExportOptions().replace({
        path: from_control(fields[path], value) for path, value in chosen.items() if path in fields
    })  # fmt: skip


class Generate(Action):
    """A panel in which one chooses how the recording is written, and sees how far it is."""

    order: ClassVar[int] = 9

    def controls(self) -> list[Control]:
        """Return the button with its panel."""
        self.export_jobs = self.services.export_jobs
        words = "Write the whole recording and its ground truth to disk"
        self.panel = button(
            "generate", kind="generate", icon="disk", label="Export recording", help=words, on_message=self._asked,
            value=list(described(self.export_jobs)), options=[self.export_jobs.may_show_folders],
        )  # fmt: skip
        self._estimates = self.services.latest_only(self._estimate, self._say_estimate)
        self.export_jobs.subscribe(self._follow)
        return [self.panel]

    def _follow(self) -> None:
        """Show how far all are; called by other threads."""
        self.services.schedule(self._show)

    def _show(self) -> None:
        self.panel.update(value=list(described(self.export_jobs)), options=[self.export_jobs.may_show_folders])

    def _asked(self, message: dict[str, Any]) -> None:
        self.services.safe(self._answer)(message)

    def _answer(self, message: dict[str, Any]) -> None:
        name = str(message.get("name", "")).strip()
        match message.get("command"):
            case "open":
                self._open()
            case "estimate":
                self._ask_estimate(name, message.get("options") or {})
            case "write":
                self._write(name, message.get("options") or {})
            case "stop":
                self.export_jobs.stop(name)
            case "forget":
                self.export_jobs.forget(name)
            case "show":
                self._show_folder(name)

    def _open(self) -> None:
        fields = [{**asdict(field), "only": "int16" if field.path in ONLY_INT16 else ""} for field in option_fields()]
        place = str(self.export_jobs.place)
        self.panel.tell({"fields": fields, "values": defaults(), "place": place, "name": self._proposed_name()})

    def _proposed_name(self, written: str = "") -> str:
        """Return the name of the next folder: that of the preset, or what was written under with another number."""
        return self.export_jobs.next_name(written or self.state.session.preset or "recording")

    def _show_folder(self, name: str) -> None:
        if refused := self.export_jobs.show_folder(name):
            self.state.notices.say(refused, "error")

    def _ask_estimate(self, name: str, chosen: dict[str, Any]) -> None:
        try:
            refused, options = refusal_of_name(name), options_from(chosen)
        except ConfigError as error:
            refused, options = str(error), ExportOptions()
        if refused:
            self._say_estimate((False, refused))
        else:
            self._estimates.ask((self.state.session.config, name, options))

    def _estimate(self, request: tuple[Config, str, ExportOptions]) -> tuple[bool, str]:
        config, name, options = request
        return estimate_in_words(config, self.export_jobs.place / name, options)

    def _say_estimate(self, estimate: tuple[bool, str]) -> None:
        possible, words = estimate
        self.panel.tell({"possible": possible, "words": words})

    def _write(self, name: str, chosen: dict[str, Any]) -> None:
        if refused := self.export_jobs.begin(self.state.session.config, name, options_from(chosen)):
            self._say_estimate((False, refused))
        else:
            self.panel.tell({"next": self._proposed_name(name)})
