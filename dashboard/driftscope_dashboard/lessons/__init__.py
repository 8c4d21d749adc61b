"""Lessons on the page: which there are, where one is in them, and what their card says. Nothing here knows of Panel."""

from .answers import own_and_truth, read_answer
from .asked import Asked, asked_for, preferred_languages
from .card import ADDRESSES, LessonCard, LessonNode
from .opening import opening_link
from .run import LessonRun
from .shelf import Offer, Shelf

__all__ = [
    "ADDRESSES", "Asked", "LessonCard", "LessonNode", "LessonRun", "Offer", "Shelf", "asked_for", "opening_link",
    "own_and_truth", "preferred_languages", "read_answer",
]  # fmt: skip
