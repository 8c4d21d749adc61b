"""How soon a click is painted once a sorting of 754 000 spikes was scored: the published example, in Chromium.

Run ``python tests/benchmarks/results_page.py``. A degraded sorting (see ``results.py``) is opened from a folder of the
server; then units are clicked in the confusion matrix, and missed spikes are stepped through with the key ``n``.
The time is that from the event in the browser to the last painted pixel of the whole page.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
from page import WATCH_PAINT, served
from playwright.sync_api import Page, sync_playwright
from results import PRESET, degraded

sys.path.insert(0, str(Path(__file__).parents[1]))
from conftest import ARGUMENTS, find_chromium

QUIET_MS = 300
WATCH_EVENTS = """
    window.__begun = 0
    for (const name of ["mousedown", "keydown"])
        window.addEventListener(name, () => { window.__begun = performance.now() }, {capture: true})
"""
PAINTED = """quiet => new Promise(done => {
    const asked = performance.now()
    const look = () => {
        const now = performance.now(), idle = document.querySelector(".ds-status")?.textContent.trim() === "ready"
        if (now - asked > 20000) done(null)
        else if (idle && window.__painted > window.__begun && now - window.__painted > quiet)
            done(window.__painted - window.__begun)
        else requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
})"""


def write_sorting(folder: Path) -> None:
    """Write the degraded sorting as Kilosort does."""
    from driftscope import Simulation
    from driftscope.presets import PRESETS
    from driftscope.results import truth_of_source

    sorting = degraded(truth_of_source(Simulation(PRESETS[PRESET].config)))
    folder.mkdir()
    np.save(folder / "spike_times.npy", sorting.train.sample_index)
    np.save(folder / "spike_clusters.npy", sorting.train.unit_index.astype(np.int32))
    (folder / "params.py").write_text(f"sample_rate = {sorting.sampling_frequency_hz}\n", encoding="utf-8")


def open_result(page: Page, address: str) -> float:
    """Open the page and the sorting; return the seconds from the choice to its score."""
    page.add_init_script(WATCH_PAINT + WATCH_EVENTS)
    page.goto(f"{address}/?preset={PRESET}")
    page.locator(".ds-status[data-word=ready]").wait_for(timeout=60_000)
    page.locator(".ds-result button").first.click()
    page.locator(".ds-result-found", has_text="sorted").first.click()
    begun = time.perf_counter()
    page.locator(".ds-score-words", has_text="units well detected").wait_for(timeout=120_000)
    seconds = time.perf_counter() - begun
    page.evaluate(PAINTED, QUIET_MS)
    page.keyboard.press("Escape")
    return seconds


def clicks(page: Page, number: int) -> list[float]:
    """Click at rows of the confusion matrix, each a unit; return the milliseconds to the last paint of each click."""
    box = page.locator(".ds-view-score canvas").last.bounding_box() or {}
    taken = []
    for step in range(number + 2):
        share = 0.15 + 0.5 * ((step * 0.618034) % 1)
        page.mouse.click(box["x"] + 0.5 * box["width"], box["y"] + share * box["height"])
        taken.append(page.evaluate(PAINTED, QUIET_MS))
    return [one for one in taken[2:] if one is not None]


def steps(page: Page, number: int) -> list[float]:
    """Step through missed spikes; return the milliseconds to the last paint of each step."""
    page.evaluate("document.activeElement.blur()")
    taken = []
    for _ in range(number + 2):
        page.keyboard.press("n")
        taken.append(page.evaluate(PAINTED, QUIET_MS))
    return [one for one in taken[2:] if one is not None]


def said(name: str, taken: list[float]) -> str:
    """Return a line of what is printed."""
    return f"{name:<24} {statistics.median(taken):6.0f} ms (slowest {max(taken):.0f} ms, {len(taken)} times)"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-n", type=int, default=20, help="clicks and steps (default: 20)")
    given = parser.parse_args()
    browser: Any
    with tempfile.TemporaryDirectory() as data:
        write_sorting(Path(data) / "sorted")
        with served("--data", data) as (address, _), sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
            page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
            print(f"from the choice to the score {open_result(page, address):.1f} s")
            print(said("a unit clicked", clicks(page, given.n)))
            print(said("the next missed spike", steps(page, given.n)))
            browser.close()


if __name__ == "__main__":
    os.environ.setdefault("PYTHONWARNINGS", "ignore")
    main()
