"""``driftscope lessons``: list, check, create, print and export lessons."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from .arguments import CommandError, Commands

_NEEDS_DASHBOARD = "This command needs the dashboard: pip install 'driftscope[dashboard]'"


def add_commands(commands: Commands) -> None:
    """Add the commands."""
    parser = commands.add_parser(
        "lessons",
        help="list, check, create, print and export lessons",
        description="List, check, create, print and export lessons. A lesson is a YAML file that contains no code.",
    )
    parser.set_defaults(command=lambda _: _help(parser))
    parts = parser.add_subparsers(title="commands", metavar="COMMAND")
    _add_list(parts)
    _add_check(parts)
    new = parts.add_parser("new", help="write a small commented lesson to start from")
    new.add_argument("name", metavar="NAME", help="id of the lesson: lowercase letters, digits and hyphens")
    new.add_argument("--to", type=Path, metavar="FILE", help="output file (default: NAME.yaml)")
    new.set_defaults(command=_new)
    _add_page(parts, "print", "write a printable handout of a lesson", "handout", _print)
    _add_page(parts, "static", "write a lesson as one HTML file that needs no server or network", "lesson", _static)
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
    check = parts.add_parser("check", help="list errors in lesson files by line and key")
    check.add_argument("files", type=Path, nargs="+", metavar="FILE", help="lesson files (YAML)")
    check.add_argument("--quick", action="store_true", help="skip computing the expected numbers")
    _add_folder(check)
    check.set_defaults(command=_check)


def _add_page(parts: Commands, name: str, sentence: str, made: str, command: Any) -> None:
    parser = parts.add_parser(name, help=sentence)
    parser.add_argument("name", metavar="NAME", help="lesson id or file")
    parser.add_argument("--to", type=Path, metavar="FILE", help=f"output file (default: NAME-{made}.html)")
    parser.add_argument("--language", default="en", metavar="LANG", help="language of the texts (default: en)")
    if name == "print":
        parser.add_argument("--address", metavar="URL", help="URL of the dashboard, for the link and QR code")
        parser.add_argument("--without-solutions", action="store_true", help="omit the page of solutions")
    _add_folder(parser)
    parser.set_defaults(command=command)


def _add_folder(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--lessons", type=Path, metavar="DIR",
        help="folder with additional lessons; they replace built-in lessons with the same id",
    )  # fmt: skip


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
        print(f"{len(given.files)} files checked: no errors." if len(given.files) > 1 else "No errors.")
    return 1 if problems else 0


def _new(given: argparse.Namespace) -> None:
    from ..lessons.writing import new_lesson

    text = new_lesson(given.name)
    path = given.to or Path(f"{given.name}.yaml")
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise CommandError(f"{path} already exists: choose another name") from None
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
    """Return the requested lesson in the requested language."""
    from ..lessons import LessonError, load_lesson

    files = _every(given).files
    try:
        file = files[given.name] if given.name in files else load_lesson(given.name)
    except LessonError as error:
        if Path(given.name).suffix:
            raise CommandError(str(error)) from None
        raise CommandError(f"Unknown lesson {given.name}. Available: {', '.join(files)}") from None
    if given.language not in file.languages:
        raise CommandError(f"{given.name} is not available in {given.language}. Available: {', '.join(file.languages)}")
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
