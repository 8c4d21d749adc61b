"""What the repository as such promises."""

import re
import shutil
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).parents[1]
TOP = {"pyproject.toml", "README.md", "LICENSE", "core", "dashboard", "tests", "assets"}
PACKAGES = {"core": "driftscope", "dashboard": "driftscope_dashboard"}
TESTED_WITH = {
    "core": {
        "interop/drifting_templates.py": "test_spikeinterface.py",
        "results/problems.py": "results/test_sortings.py",
    },
    "dashboard": {
        "server/pages.py": "server/test_gate.py",
        "server/worker.py": "server/test_serving.py",
    },
}
"""Modules that are tested through what uses them, in the test file of another module."""
TESTED_ELSEWHERE = {"__init__.py", "__main__.py"}


def tracked_files() -> list[Path]:
    """Return the files of the repository, or of a copy that was unpacked without it."""
    if shutil.which("git") and (ROOT / ".git").exists():
        # A checkout may belong to another user than the one who tests it.
        git = ["git", "-c", "safe.directory=*", "ls-files", "-z"]
        listed = subprocess.run(git, cwd=ROOT, check=True, capture_output=True, text=True).stdout
        files = [ROOT / name for name in listed.split("\0") if name]
    else:
        files = [path for name in TOP for path in [ROOT / name, *(ROOT / name).rglob("*")]]
    return [path for path in files if path.is_file() and "__pycache__" not in path.parts]


def matches(pattern: str) -> list[str]:
    compiled = re.compile(pattern)
    return [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in tracked_files()
        for match in compiled.finditer(path.read_text(errors="ignore"))
    ]


def test_the_top_level_holds_only_what_the_design_names():
    names = {path.relative_to(ROOT).parts[0] for path in tracked_files()}
    assert {name for name in names if not name.startswith(".")} <= TOP


@pytest.mark.parametrize("folder", PACKAGES)
def test_the_folders_of_the_packages_are_not_packages(folder):
    assert not (ROOT / folder / "__init__.py").exists()


@pytest.mark.parametrize(
    "pattern",
    [
        pytest.param(r"(?<![\w.~}])/(?:home|Users|root|work)/\w+", id="somebody's folder"),
        pytest.param(r"https?://[^\s\"'<>]+/simple\b", id="a package index"),
    ],
)
def test_no_file_names_what_only_one_machine_has(pattern):
    assert matches(pattern) == []


@pytest.mark.parametrize(("folder", "package"), PACKAGES.items())
def test_every_module_has_a_test_file_of_its_name(folder, package):
    source, tests = ROOT / folder / package, ROOT / "tests" / folder
    modules = [path for path in source.rglob("*.py") if path.name not in TESTED_ELSEWHERE]

    def mirrored(path: Path) -> Path:
        return path.relative_to(source).with_name(f"test_{path.name}")

    missing = {path.relative_to(source).as_posix() for path in modules if not (tests / mirrored(path)).exists()}
    elsewhere = TESTED_WITH.get(folder, {})
    assert missing - elsewhere.keys() == set()
    assert all((tests / name).exists() for name in elsewhere.values())


def test_no_module_is_part_of_an_import_circle():
    graph = grimp.build_graph(*PACKAGES.values(), cache_dir=None)
    imported = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    assert len(imported) > 100
    TopologicalSorter(imported).prepare()  # a CycleError names the circle


def test_importing_driftscope_imports_nothing_heavy():
    heavy = "{'panel', 'holoviews', 'bokeh', 'param', 'pandas', 'matplotlib', 'spikeinterface'}"
    code = f"import sys, driftscope; print(*sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.split() == []


def test_importing_presets_makes_none_and_imports_no_probes():
    code = (
        "import sys, driftscope; from driftscope.presets import PRESETS\n"
        "print(*sorted({'probeinterface', 'driftscope.generation'} & set(sys.modules)))\n"
        "print(sum('config' in vars(preset) for preset in PRESETS.values()))\n"
        "made = PRESETS['tetrode'].config\n"
        "print(PRESETS['tetrode'].config is made, callable(driftscope.generate_drifting_recording))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.split("\n") == ["", "0", "True True", ""]
