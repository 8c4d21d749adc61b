"""Lesson files, read without trust: a broken one is named in words, by line and key, and stops nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from ..base import ConfigError
from ..cache import once
from ..files import read_text
from .format import Lesson
from .problems import LessonError, LessonProblem, Places, places_of, schema_problems
from .texts import TEXT_KEYS, texts_of
from .translating import translated

MOST_BYTES = 256 * 1024
MOST_FILES = 500
BUILTIN = Path(__file__).parent / "builtin"
ENDINGS = (".yaml", ".yml")


@dataclass(frozen=True)
class LessonFile:
    """Lesson in all its languages.

    Attributes
    ----------
    path : Path
        The file of the lesson.
    lesson : Lesson
        The lesson in the language in which it was written.
    translations : mapping of str to Lesson
        The same in other languages, by language.
    places : Places
        The lines of the file's keys.
    """

    path: Path
    lesson: Lesson
    translations: Mapping[str, Lesson]
    places: Places

    @property
    def languages(self) -> tuple[str, ...]:
        """All its languages, the original first."""
        return self.lesson.language, *self.translations

    def in_language(self, wanted: str | Sequence[str] = ()) -> Lesson:
        """Return the lesson in the first of the wanted languages that it has, else as it was written.

        Parameters
        ----------
        wanted : str or sequence of str
            Languages as addresses and browsers name them: ``de``, ``de-CH``.
        """
        every = {self.lesson.language: self.lesson, **self.translations}
        for language in [wanted] if isinstance(wanted, str) else wanted:
            if (found := every.get(language[:2].lower())) is not None:
                return found
        return self.lesson


@dataclass(frozen=True)
class Lessons:
    """Collection of lessons, and the problems of files that could not be read.

    Attributes
    ----------
    files : dict of LessonFile
        By id, in the order of a menu: no lesson stands before one that it needs.
    problems : tuple of LessonProblem
        What is wrong with other files.
    """

    files: dict[str, LessonFile] = field(default_factory=dict)
    problems: tuple[LessonProblem, ...] = ()

    def with_more(self, more: Lessons) -> Lessons:
        """Return both; the other ones' ids win."""
        return Lessons(_in_order({**self.files, **more.files}), self.problems + more.problems)


def load_lesson(path: str | Path) -> LessonFile:
    """Read a lesson file and its translations.

    Parameters
    ----------
    path : str or Path
        A file whose name ends in ``.yaml`` or ``.yml``, at most 256 kB. Nothing in it is executed.

    Raises
    ------
    LessonError
        With every problem, by line and key.
    """
    path = Path(path)
    data, places = _read(path)
    lesson = _validated(data, places)
    translations: dict[str, Lesson] = {}
    problems: list[LessonProblem] = []
    for language, name in lesson.translations.items():
        try:
            translations[language] = _translation(path, name, data, language)
        except LessonError as error:
            problems += error.problems
    if problems:
        raise LessonError(problems)
    return LessonFile(path, lesson, translations, places)


def lessons_in(folder: str | Path) -> Lessons:
    """Read all lessons of a folder; files with a second dot in their name (``drift.de.yaml``) are translations.

    Returns
    -------
    Lessons
        Those that can be used, and the problems of the others.
    """
    files: dict[str, LessonFile] = {}
    problems: list[LessonProblem] = []
    for path in _lesson_paths(Path(folder), problems):
        try:
            found = load_lesson(path)
        except LessonError as error:
            problems += error.problems
            continue
        if (other := files.get(found.lesson.id)) is not None:
            message = f"the id {found.lesson.id} is also used in {other.path.name}: change one of them"
            problems.append(found.places.problem("id", message))
        else:
            files[found.lesson.id] = found
    return Lessons(_in_order(files), tuple(problems))


class _Builtin:
    @once
    def lessons(self) -> Lessons:
        return lessons_in(BUILTIN)


_BUILTIN = _Builtin()


def builtin_lessons() -> Lessons:
    """Return the lessons that come with the package; read once."""
    return _BUILTIN.lessons


def _lesson_paths(folder: Path, problems: list[LessonProblem]) -> Iterator[Path]:
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix.lower() in ENDINGS)
    except OSError as error:
        reason = (error.strerror or "no such folder").lower()
        problems.append(LessonProblem(str(folder), None, "", f"this folder cannot be read: {reason}"))
        return
    own = [path for path in paths if "." not in path.stem]
    if len(own) > MOST_FILES:
        problems.append(LessonProblem(str(folder), None, "", f"only the first {MOST_FILES} lessons are read"))
    yield from own[:MOST_FILES]


def _read(path: Path) -> tuple[dict[str, Any], Places]:
    """Read a file's content and where its keys stand."""
    name = path.name
    if path.suffix.lower() not in ENDINGS:
        raise LessonError([LessonProblem(name, None, "", "a lesson's file name must end in .yaml or .yml")])
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise LessonError([LessonProblem(name, None, "", f"is larger than {MOST_BYTES // 1024} kB: shorten it")])
        text = content.decode("utf-8-sig")
        return read_text(text, "yaml", name), places_of(text, name)
    except OSError as error:
        reason = (error.strerror or "no such file").lower()
        raise LessonError([LessonProblem(name, None, "", f"cannot be read: {reason}")]) from None
    except UnicodeDecodeError:
        raise LessonError([LessonProblem(name, None, "", "is not UTF-8 text")]) from None
    except ConfigError as error:
        raise LessonError(_of_text(name, error)) from None


def _of_text(name: str, error: ConfigError) -> Iterator[LessonProblem]:
    for problem in error.problems:
        message, _, line = problem.message.removeprefix("this file is not a configuration: ").rpartition(" in line ")
        if message and line.isdigit():
            yield LessonProblem(name, int(line), "", message)
        else:
            yield LessonProblem(name, None, "", problem.message.removeprefix("this file is not a configuration: "))


def _validated(data: dict[str, Any], places: Places) -> Lesson:
    try:
        return Lesson.model_validate(data)
    except ValidationError as error:
        raise LessonError(schema_problems(error, data, places)) from None


def _translation(path: Path, name: str, data: dict[str, Any], language: str) -> Lesson:
    """Return the lesson with another language's texts."""
    if Path(name).name != name or name.startswith("."):
        message = "must be the name of a file in the lesson's folder"
        raise LessonError([LessonProblem(path.name, None, f"translations.{language}", message)])
    texts, places = _read(path.with_name(name))
    problems = list(_of_translation(texts, data, language, places))
    if problems:
        raise LessonError(problems)
    return _validated(translated(data, texts) | {"language": language}, places)


def _of_translation(
    texts: dict[str, Any], data: dict[str, Any], language: str, places: Places
) -> Iterator[LessonProblem]:
    if texts.get("language") != language:
        yield places.problem("language", f"must be {language}, as in the lesson")
    own, original = dict(texts_of(texts)), {key: text for key, text in texts_of(data) if text}
    for key in (key for key in original.keys() - own.keys() if not key.endswith(".unit")):
        yield places.problem(key, "this text is not translated")
    for key in own.keys() - original.keys():
        yield places.problem(key, "the lesson has no such text: remove it")
    for key in _unknown_keys(texts, data):
        yield places.problem(key, "the lesson has no such key: check the spelling; quote texts that contain a comma")


def _unknown_keys(texts: Any, data: Any, path: str = "") -> Iterator[str]:
    """Yield keys of a translation that the lesson does not have, where a text or a part is expected."""
    if isinstance(texts, dict) and isinstance(data, dict):
        for key, value in texts.items():
            if key in data:
                yield from _unknown_keys(value, data[key], f"{path}{key}.")
            elif key not in TEXT_KEYS and (path or key != "language"):
                yield f"{path}{key}"
    elif isinstance(texts, list) and isinstance(data, list):
        for index, (value, own) in enumerate(zip(texts, data, strict=False)):
            yield from _unknown_keys(value, own, f"{path}{index}.")


def _in_order(files: dict[str, LessonFile]) -> dict[str, LessonFile]:
    """Return lessons so that none stands before one that it needs, else by minutes; circles stand at the end."""
    left = dict(sorted(files.items(), key=lambda item: (len(item[1].lesson.needs), item[1].lesson.minutes)))
    ordered: dict[str, LessonFile] = {}
    while ready := _ready(left, ordered):
        ordered[ready] = left.pop(ready)
    return {**ordered, **left}


def _ready(left: Mapping[str, LessonFile], done: Iterable[str]) -> str | None:
    known = set(left) - set(done)
    return next((key for key, file in left.items() if not known & set(file.lesson.needs)), None)
