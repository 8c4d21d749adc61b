"""Base class of configurations: frozen and validated."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_core import PydanticCustomError

from .changes import set_all
from .parameters import parameter_info
from .problems import TAGS, ConfigError, problems_of


class _RaisesConfigErrors(type(BaseModel)):  # type: ignore[misc] # pydantic's metaclass has no public name
    """Lets a configuration that is built by hand fail with a ConfigError as well."""

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().__call__(*args, **kwargs)
        except ValidationError as error:
            raise ConfigError(problems_of(error)) from None


_MetaOfConfig: Any = _RaisesConfigErrors


class Config(BaseModel, metaclass=_MetaOfConfig):  # type: ignore[metaclass] # a subclass of BaseModel's own
    """Base class of all parts of a configuration: frozen, hashable and validated."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        allow_inf_nan=False,
        validate_default=True,
        ignored_types=(cached_property,),
    )

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:
        if (kind := cls.model_fields.get("kind")) is not None:
            TAGS.add(kind.default)

    @field_validator("*", mode="after")
    @classmethod
    def _within_bounds(cls, value: Any, info: ValidationInfo) -> Any:
        bounds = parameter_info(cls, str(info.field_name))
        for number in _numbers_in(value):
            if (sentence := bounds.refusal(number)) is not None:
                raise PydanticCustomError("out_of_bounds", "{sentence}", {"sentence": sentence})
        if isinstance(value, (str, Path)) and not _is_text(str(value)):
            raise PydanticCustomError("not_text", "must be text that can be written to a file")
        return _without_negative_zero(value)

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        """Read a configuration from plain data.

        Parameters
        ----------
        data : Any
            Nested mappings, sequences and scalars, as a JSON file holds them.

        Raises
        ------
        ConfigError
            With every problem at once.
        """
        try:
            return cls.model_validate(data)
        except ValidationError as error:
            raise ConfigError(problems_of(error)) from None

    def to_dict(self) -> dict[str, Any]:
        """Return the complete configuration, including defaults, as plain data."""
        return self.model_dump(mode="json")

    def replace(self, changes: Mapping[str, Any] | None = None, /, **fields: Any) -> Self:
        """Return a validated copy with some fields changed.

        Parameters
        ----------
        changes : mapping, optional
            New values by dotted path: ``{"noise.level_uv": 5.0, "motion.components.0.period_s": 100.0}``.
        **fields : Any
            New values of this part's own fields.

        Raises
        ------
        ConfigError
            With every path that does not exist, and everything that is not valid in the result.

        Examples
        --------
        >>> from driftscope import SimulationConfig
        >>> quiet = SimulationConfig().replace({"noise.level_uv": 2.0}, seed=3)
        >>> quiet.noise.level_uv, quiet.seed
        (2.0, 3)
        """
        data = self.to_dict()
        problems = set_all(data, {**(changes or {}), **fields})
        try:
            changed = type(self).from_dict(data)
        except ConfigError as error:
            problems += error.problems
        if problems:
            raise ConfigError(problems)
        return changed

    def bounded_numbers(self) -> Iterator[float]:
        """Yield the numbers that must lie within the field's bounds; a range has two."""
        yield from ()

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the configuration's JSON: equal for equal configurations, in every process."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()


def _is_text(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in value


def _without_negative_zero(value: Any) -> Any:
    """Make equal numbers one: -0.0 equals 0.0, but is written otherwise."""
    if isinstance(value, float):
        return value + 0.0
    if isinstance(value, tuple) and any(isinstance(item, (float, tuple)) for item in value):
        return tuple(map(_without_negative_zero, value))
    return value


def _numbers_in(value: Any) -> Iterator[float]:
    if isinstance(value, Config):
        yield from value.bounded_numbers()
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            if not isinstance(item, Config):
                yield from _numbers_in(item)
