"""Lessons: reading, checking and measuring lesson files.

The dashboard shows them; nothing here draws.
"""

from .asks import Ask, ChoiceAsk, DrawAsk, NumberAsk, OpenAsk, OrderAsk, PlaceAsk, is_right, number_of_maxima
from .format import Change, Focus, Lesson, Misconception, Show, Start, Step
from .problems import LessonError, LessonProblem
from .reading import LessonFile, Lessons, builtin_lessons, lessons_in, load_lesson
from .rules import Rule, RuleWatch
from .states import State, solved_states, start_state, state_at
from .texts import Placeholder, fill, number_of_words, pieces, to_html

__all__ = [
    "Ask",
    "Change",
    "ChoiceAsk",
    "DrawAsk",
    "Focus",
    "Lesson",
    "LessonError",
    "LessonFile",
    "LessonProblem",
    "Lessons",
    "Misconception",
    "NumberAsk",
    "OpenAsk",
    "OrderAsk",
    "PlaceAsk",
    "Placeholder",
    "Rule",
    "RuleWatch",
    "Show",
    "Start",
    "State",
    "Step",
    "builtin_lessons",
    "fill",
    "is_right",
    "lessons_in",
    "load_lesson",
    "number_of_maxima",
    "number_of_words",
    "pieces",
    "solved_states",
    "start_state",
    "state_at",
    "to_html",
]
