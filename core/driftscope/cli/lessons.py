"""``driftscope lessons``: list, check, begin, print and take away lessons."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from .arguments import CommandError, Commands

_NEEDS_DASHBOARD = "this needs the dashboard: pip install 'driftscope[dashboard]'"


def add_commands(commands: Commands) -> None:
    """Add the commands."""
    parser = commands.add_parser(
        "lessons",
        help="list, check, begin, print and take away lessons",
        description="Lessons: predict, do, see. Each is a file of data; no program is in it.",
    )
    parser.set_defaults(command=lambda _: _help(parser))
    parts = parser.add_subparsers(title="commands", metavar="COMMAND")
    _add_list(parts)
    _add_check(parts)
    new = parts.add_parser("new", help="write a small lesson with comments, to be changed")
    new.add_argument("name", metavar="NAME", help="its id: small letters, digits and dashes")
    new.add_argument("--to", type=Path, metavar="FILE", help="default: NAME.yaml")
    new.set_defaults(command=_new)
    _add_page(parts, "print", "write a lesson as a page to print", "handout", _print)
    _add_page(parts, "static", "write a lesson as one file that needs no server and no network", "lesson", _static)
    measures = parts.add_parser("measures", help="list the numbers that lessons can ask for")
    measures.set_defaults(command=_measures)


def _help(parser: argparse.ArgumentParser) -> int:
    parser.print_help(sys.stderr)
    return 2


def _add_list(parts: Commands) -> None:
    listed = parts.add_parser("list", help="list the lessons")
    _add_folder(listed)
    listed.set_defaults(command=_list)


def _add_check(parts: Commands) -> None:
    check = parts.add_parser("check", help="say what is wrong with lesson files, by line and key")
    check.add_argument("files", type=Path, nargs="+", metavar="FILE", help="lesson files (YAML)")
    check.add_argument("--quick", action="store_true", help="do not compute the numbers")
    _add_folder(check)
    check.set_defaults(command=_check)


def _add_page(parts: Commands, name: str, sentence: str, made: str, command: Any) -> None:
    parser = parts.add_parser(name, help=sentence)
    parser.add_argument("name", metavar="NAME", help="a lesson's id, or its file")
    parser.add_argument("--to", type=Path, metavar="FILE", help=f"default: NAME-{made}.html")
    parser.add_argument("--language", default="en", metavar="LANG", help="default: en")
    if name == "print":
        parser.add_argument("--address", metavar="URL", help="where the page is served, for the QR code and the link")
        parser.add_argument("--without-solutions", action="store_true", help="leave the second page out")
    _add_folder(parser)
    parser.set_defaults(command=command)


def _add_folder(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--lessons", type=Path, metavar="DIR", help="a folder with further lessons; its ids win")


def _every(given: argparse.Namespace) -> Any:
    from ..lessons import builtin_lessons, lessons_in

    found = builtin_lessons()
    return found if given.lessons is None else found.with_more(lessons_in(given.lessons))


def _list(given: argparse.Namespace) -> int:
    found = _every(given)
    for key, file in found.files.items():
        lesson = file.lesson
        needs = f"; needs {', '.join(lesson.needs)}" if lesson.needs else ""
        print(
            f"{key}\n    {lesson.title} ({lesson.minutes} min; {', '.join(file.languages)}{needs})\n    {lesson.idea}"
        )
    for problem in found.problems:
        print(problem, file=sys.stderr)
    return 1 if found.problems else 0


def _check(given: argparse.Namespace) -> int:
    from ..lessons.checking import check_lesson

    others = _every(given)
    problems = [one for path in given.files for one in check_lesson(path, others, measured=not given.quick)]
    for problem in problems:
        print(problem)
    if not problems:
        print(f"{len(given.files)} checked: nothing is wrong." if len(given.files) > 1 else "Nothing is wrong.")
    return 1 if problems else 0


def _new(given: argparse.Namespace) -> None:
    from ..lessons.writing import new_lesson

    text = new_lesson(given.name)
    path = given.to or Path(f"{given.name}.yaml")
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise CommandError(f"{path} is there already: choose another name") from None
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error.strerror}") from None
    print(f"written: {path}")


def _print(given: argparse.Namespace) -> None:
    try:
        from driftscope_dashboard.lesson_files.handout import handout_html
    except ImportError:
        raise CommandError(_NEEDS_DASHBOARD) from None
    lesson = _one(given)
    text = handout_html(lesson, address=given.address, solutions=not given.without_solutions)
    _write(given.to or Path(f"{lesson.id}-handout.html"), text)


def _static(given: argparse.Namespace) -> None:
    try:
        from driftscope_dashboard.lesson_files.static import static_html
    except ImportError:
        raise CommandError(_NEEDS_DASHBOARD) from None
    lesson = _one(given)
    _write(given.to or Path(f"{lesson.id}-lesson.html"), static_html(lesson))


def _one(given: argparse.Namespace) -> Any:
    """Return the lesson that was named, in the language that was asked for."""
    from ..lessons import LessonError, load_lesson

    files = _every(given).files
    try:
        file = files[given.name] if given.name in files else load_lesson(given.name)
    except LessonError as error:
        if Path(given.name).suffix:
            raise CommandError(str(error)) from None
        raise CommandError(f"Unknown lesson {given.name}. Available: {', '.join(files)}") from None
    if given.language not in file.languages:
        raise CommandError(f"{given.name} is not there in {given.language}. Available: {', '.join(file.languages)}")
    return file.in_language(given.language)


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error.strerror}") from None
    print(f"written: {path} ({path.stat().st_size / 1e6:.2f} MB)")


def _measures(_: argparse.Namespace) -> None:
    from ..base import parameter_info
    from ..lessons.references import REFERENCES

    for reference in REFERENCES:
        fields = reference.model_fields
        print(f"{fields['measure'].default}\n    {(reference.__doc__ or '').strip()}")
        for name, field in fields.items():
            if name != "measure":
                unit = parameter_info(reference, name).unit
                default = "required" if field.is_required() else f"default {field.default}"
                print(f"    {name}: {field.description} ({f'{unit}, ' if unit else ''}{default})")
