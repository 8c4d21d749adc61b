"""What stands in assets/, made from the code: text files by name, and screenshots of the running page."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.sax.saxutils import quoteattr

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
ASSETS = ROOT / "assets"
SCREENS = {"dashboard.png": "light", "dashboard-dark.png": "dark"}
PICTURES = "pictures.png"
TUTORIAL = "tutorial.png"
"""Needs a spike sorter: made only by ``bash .dev/assets --tutorial``, after ``pip install '.[sorter]'``."""


def text_assets() -> dict[str, str]:
    """Return the content of every text file in assets/, by its name."""
    from driftscope import SimulationConfig
    from driftscope.lessons import Lesson
    from driftscope.presets import PRESETS

    schema = json.dumps(SimulationConfig.json_schema(), indent=2, ensure_ascii=False) + "\n"
    lesson = json.dumps(Lesson.json_schema(), indent=2, ensure_ascii=False) + "\n"
    made = {"configuration.schema.json": schema, "lesson.schema.json": lesson, "logo.svg": logo()}
    for preset in PRESETS.values():
        header = f"# {preset.title}\n# {preset.shows}\n# After: {preset.reference}\n"
        made[f"presets/{preset.name}.yaml"] = header + preset.config.to_text("yaml")
    return made


def logo() -> str:
    """Draw the logo: five units seen over time, drifting together."""
    times = np.linspace(0, 1, 49)
    drift = 7 * np.sin(2 * np.pi * times) + 2 * np.sin(6 * np.pi * times)
    lines = []
    for depth, colour in zip(
        (16, 28, 40, 52, 64), ("#0072b2", "#56b4e9", "#009e73", "#e69f00", "#d55e00"), strict=True
    ):
        points = " ".join(f"{8 + 64 * time:.1f},{depth + shift:.1f}" for time, shift in zip(times, drift, strict=True))
        lines.append(f"  <polyline points={quoteattr(points)} stroke={quoteattr(colour)}/>")
    return "\n".join([
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 80" role="img" aria-label="driftscope">',
        '<g fill="none" stroke-width="5" stroke-linecap="round" stroke-linejoin="round">',
        *lines,
        "</g>",
        "</svg>",
        "",
    ])  # fmt: skip


def draw_pictures() -> None:
    """Draw what the README draws in its notebook, and keep a picture of it."""
    import holoviews as hv
    from driftscope import Simulation
    from driftscope.presets import PRESETS
    from driftscope_dashboard import plots
    from playwright.sync_api import sync_playwright

    sys.path.insert(0, str(ROOT / "tests"))
    from conftest import ARGUMENTS, find_chromium

    readme = (ROOT / "README.md").read_text(encoding="utf-8").partition("## In a notebook")[2]
    lines = re.search(r"^look = .*?^\)\.cols\(2\)$", readme, re.MULTILINE | re.DOTALL)
    config = PRESETS["published-drift"].config.replace({"noise.level_uv": 8.0}, seed=3)
    known = {"hv": hv, "plots": plots, "simulation": Simulation(config)}
    exec(lines[0] if lines else "", known)  # noqa: S102 - our own README
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        page = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS).new_page(
            viewport={"width": 1360, "height": 700}
        )
        page.goto(plots.save(known["pictures"], Path(folder) / "pictures.html").as_uri())
        page.wait_for_function("() => window.Bokeh?.documents.length && Bokeh.documents[0].is_idle")
        page.screenshot(path=ASSETS / PICTURES, full_page=True)


def photograph() -> None:
    """Open the dashboard and keep a picture of it, light and dark."""
    from playwright.sync_api import sync_playwright

    sys.path.insert(0, str(ROOT / "tests"))
    from conftest import ARGUMENTS, find_chromium

    server = subprocess.Popen(
        [sys.executable, "-m", "driftscope", "serve", "--no-browser"], stdout=subprocess.PIPE, text=True
    )
    try:
        address = next(found.group() for line in server.stdout or [] if (found := re.search(r"http://\S+", line)))
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
            for name, scheme in SCREENS.items():
                page = browser.new_page(viewport={"width": 1440, "height": 900}, color_scheme=scheme)
                page.goto(address)
                page.locator(".ds-status", has_text="ready").wait_for(timeout=60_000)
                page.wait_for_load_state("networkidle")
                page.screenshot(path=ASSETS / name)
            browser.close()
    finally:
        server.terminate()


def sort_tutorial() -> None:
    """Sort the recordings of the README's tutorial, print its table and keep its figure."""
    command = [sys.executable, ROOT / "tests" / "benchmarks" / "tutorial.py", "--figure", ASSETS / TUTORIAL]
    subprocess.run(command, check=True)


def main() -> None:
    """Write all; with ``--tutorial`` only the figure that needs a spike sorter."""
    if "--tutorial" in sys.argv[1:]:
        sort_tutorial()
        return
    for name, content in text_assets().items():
        (ASSETS / name).parent.mkdir(parents=True, exist_ok=True)
        (ASSETS / name).write_text(content, encoding="utf-8")
    draw_pictures()
    photograph()


if __name__ == "__main__":
    main()
