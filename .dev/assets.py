"""What stands in assets/, made from the code: text files by name, and screenshots of the running page."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

import numpy as np

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parents[1]
ASSETS = ROOT / "assets"
SCREENS = {"dashboard.png": "light", "dashboard-dark.png": "dark"}
PICTURES = "pictures.png"
FILM = "drift.webp"
FILM_PRESET, FILM_S, FILM_FRAMES, FILM_WIDTH = "published-first", (70.0, 270.0), 45, 1024
"""One cycle of a drift that only goes up and down: the last frame leads to the first."""
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

    readme = (ROOT / "README.md").read_text(encoding="utf-8").partition("## In a notebook")[2]
    lines = re.search(r"^look = .*?^\)\.cols\(2\)$", readme, re.MULTILINE | re.DOTALL)
    config = PRESETS["published-drift"].config.replace({"noise.level_uv": 8.0}, seed=3)
    known = {"hv": hv, "plots": plots, "simulation": Simulation(config)}
    exec(lines[0] if lines else "", known)  # noqa: S102 - our own README
    with TemporaryDirectory() as folder:
        photograph_file(plots.save(known["pictures"], Path(folder) / "pictures.html"), ASSETS / PICTURES)


def photograph_file(page_file: Path, picture: Path) -> None:
    """Keep a picture of a page that ``plots.save`` has written."""
    from playwright.sync_api import sync_playwright

    sys.path.insert(0, str(ROOT / "tests"))
    from conftest import ARGUMENTS, find_chromium

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1360, "height": 700})
        page.goto(page_file.as_uri())
        page.wait_for_function("() => window.Bokeh?.documents.length && Bokeh.documents[0].is_idle")
        page.screenshot(path=picture, full_page=True)


@contextmanager
def served() -> Iterator[tuple[str, Browser]]:
    """Serve the dashboard; give its address and a browser."""
    from playwright.sync_api import sync_playwright

    sys.path.insert(0, str(ROOT / "tests"))
    from conftest import ARGUMENTS, find_chromium

    command = [sys.executable, "-m", "driftscope", "serve", "--no-browser"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        address = next(found.group() for line in server.stdout or [] if (found := re.search(r"http://\S+", line)))
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
            yield address, browser
            browser.close()
    finally:
        server.terminate()


def wait_until_drawn(page: Page) -> None:
    """Wait until the page has said and loaded all."""
    page.wait_for_function("() => document.querySelector('.ds-status')?.textContent === 'ready'")
    page.wait_for_load_state("networkidle")


def photograph() -> None:
    """Open the dashboard and keep a picture of it, light and dark."""
    with served() as (address, browser):
        for name, scheme in SCREENS.items():
            page = browser.new_page(viewport={"width": 1440, "height": 900}, color_scheme=scheme)
            page.goto(address)
            wait_until_drawn(page)
            page.screenshot(path=ASSETS / name)


def film_times_s() -> list[float]:
    """Return the moments of the film: spikes of the unit that the preset opens with, evenly over a cycle."""
    from driftscope import Simulation
    from driftscope.presets import PRESETS

    preset = PRESETS[FILM_PRESET]
    simulation = Simulation(preset.config)
    rate_hz = preset.config.sampling_frequency_hz
    start, end = (round(time_s * rate_hz) for time_s in FILM_S)
    spikes = simulation.spikes.between(start, end)
    times = spikes.sample_index[spikes.unit_index == preset.look.unit] / rate_hz
    asked = np.linspace(*FILM_S, FILM_FRAMES, endpoint=False)
    return [round(float(times[np.abs(times - time_s).argmin()]), 3) for time_s in asked]


def film() -> None:
    """Go once through a cycle of the drift on the page, from spike to spike, and keep it as a short film."""
    from PIL import Image

    frames = []
    with served() as (address, browser), TemporaryDirectory() as folder:
        page = browser.new_page(viewport={"width": 1280, "height": 720})
        page.goto(f"{address}/?preset={FILM_PRESET}")
        wait_until_drawn(page)
        page.keyboard.press("f")
        for number, time_s in enumerate(film_times_s()):
            field = page.locator(".ds-time input.number")
            field.fill(f"{time_s:.3f}")
            field.press("Enter")
            page.wait_for_function("time => document.querySelector('.ds-time').node.value === time", arg=time_s)
            wait_until_drawn(page)
            shot = Path(folder) / f"{number}.png"
            page.locator("#pictures").screenshot(path=shot)
            frame = Image.open(shot).convert("RGB")
            size = FILM_WIDTH, round(frame.height * FILM_WIDTH / frame.width)
            frames.append(frame.resize(size, Image.Resampling.LANCZOS))
    frames[0].save(ASSETS / FILM, save_all=True, append_images=frames[1:], duration=150, loop=0, quality=55, method=6)


def sort_tutorial() -> None:
    """Sort the recordings of the README's tutorial, print its table and keep its figure."""
    with TemporaryDirectory() as folder:
        figure = Path(folder) / "tutorial.html"
        program = ROOT / "tests" / "benchmarks" / "tutorial.py"
        subprocess.run([sys.executable, program, "--figure", figure], check=True)
        photograph_file(figure, ASSETS / TUTORIAL)


def main() -> None:
    """Write all; with ``--film``, ``--screens`` or ``--tutorial`` only that; the last needs a spike sorter."""
    for option, make in (("--film", film), ("--screens", photograph), ("--tutorial", sort_tutorial)):
        if option in sys.argv[1:]:
            make()
            return
    for name, content in text_assets().items():
        (ASSETS / name).parent.mkdir(parents=True, exist_ok=True)
        (ASSETS / name).write_text(content, encoding="utf-8")
    draw_pictures()
    photograph()
    film()


if __name__ == "__main__":
    main()
