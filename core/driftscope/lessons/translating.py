"""Translations: the same lesson with the texts of another language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .texts import TEXT_KEYS


def translated(data: Any, texts: Any) -> Any:
    """Return a lesson's plain data with another language's texts.

    Parameters
    ----------
    data : mapping, list or scalar
        The lesson, or a part of it.
    texts : mapping, list or scalar
        The same part of the translation: texts only, at the same keys.

    Returns
    -------
    mapping, list or scalar
        The same as ``data``, with the translated texts in their places; what has no translation stays.

    Examples
    --------
    >>> translated({"title": "Drift", "minutes": 8}, {"title": "Drift, bewegt", "minutes": 9})
    {'title': 'Drift, bewegt', 'minutes': 8}
    """
    if isinstance(data, Mapping) and isinstance(texts, Mapping):
        return {key: _one(key, value, texts.get(key)) for key, value in data.items()}
    if isinstance(data, list) and isinstance(texts, list):
        return [translated(one, texts[index]) if index < len(texts) else one for index, one in enumerate(data)]
    return data


def _one(key: Any, value: Any, text: Any) -> Any:
    if key not in TEXT_KEYS:
        return translated(value, text)
    return value if text is None or type(text) is not type(value) else text
