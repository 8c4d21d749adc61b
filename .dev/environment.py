"""Make the environment of this checkout in .venv, once, however often and from wherever it is asked."""

import fcntl
import importlib.util
import json
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
INCLUDES = {"dev": {"dev"}, "dashboard": {"dashboard", "dev"}}
"""For each extra, those that bring everything it needs."""


def main(extra: str, *more: str) -> None:
    with (ROOT / ".dev" / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not any(is_ready(name) for name in INCLUDES[extra]):
            make(extra)
        if "chromium" in more:
            sys.exit(subprocess.run([PYTHON, ROOT / ".dev" / "chromium.py"]).returncode)


def is_ready(extra: str) -> bool:
    stamp = stamp_of(extra)
    return PYTHON.exists() and stamp.exists() and stamp.read_text() == interpreter() + project()


def stamp_of(extra: str) -> Path:
    return VENV / f"ready-{extra}"


def interpreter() -> str:
    """Tell what the empty environment is made from: another Python or place needs another .venv."""
    return f"{sys.version}\n{sys.base_prefix}\n{ROOT}\n"


def project() -> str:
    """Tell what is installed into it: the settings of pytest or ruff are no reason to install again."""
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return json.dumps([config["build-system"], config["project"], config["tool"]["hatch"]])


def make(extra: str) -> None:
    stamps = list(VENV.glob("ready-*"))
    if not PYTHON.exists() or not any(stamp.read_text().startswith(interpreter()) for stamp in stamps):
        say("making .venv")
        shutil.rmtree(VENV, ignore_errors=True)
        make_empty()
    # Without a stamp, what an interrupted run leaves behind is thrown away by the next.
    for stamp in stamps:
        stamp.unlink(missing_ok=True)
    say(f"installing driftscope[{extra}]; the first time this takes a minute or two")
    pip(PYTHON, "install", "--editable", f"{ROOT}[{extra}]")
    stamp_of(extra).write_text(interpreter() + project())


def make_empty() -> None:
    if importlib.util.find_spec("ensurepip"):
        run(sys.executable, "-m", "venv", VENV)
    else:  # Debian keeps ensurepip in a package of its own; its pip can serve another environment
        run(sys.executable, "-m", "venv", "--without-pip", VENV)
        pip(sys.executable, "--python", PYTHON, "install", "pip")


def pip(python: Path | str, *arguments: Path | str) -> None:
    run(python, "-m", "pip", "--quiet", "--disable-pip-version-check", "--no-input", *arguments)


def run(*command: Path | str) -> None:
    words = [str(word) for word in command]
    if subprocess.run(words).returncode != 0:
        sys.exit(
            f"\ndriftscope: this step failed, for the reason above:\n    {' '.join(words)}\n"
            "Is the network within reach? Nothing half-made is kept: run the same command again."
        )


def say(words: str) -> None:
    print(f"driftscope: {words}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
