"""How soon a click on a unit of a scored result is painted: the published example, 754 000 spikes.

Run ``python tests/benchmarks/clicks.py``. A server and a real Chromium work on this machine. A sorting that misses a
fifth of the spikes is brought back; then units are clicked in the tab Score. Of each click it prints the time until
the page names the unit, and until the last picture that shows it is painted; medians and the slowest.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
from pathlib import Path

import numpy as np
from driftscope import Simulation
from driftscope.presets import PRESETS
from driftscope.results import truth_of_source
from page import ARGUMENTS, QUIET_MS, find_chromium, opened, served
from playwright.sync_api import Page, sync_playwright
from results import degraded

PRESET = "published-drift"
CLICKED = """quiet => {
    const named = () => document.querySelector(".ds-unit").textContent
    const before = named()
    window.__clicked = new Promise(done => {
        let begun = null, told = null
        document.addEventListener("pointerup", () => { begun = performance.now() }, {once: true, capture: true})
        const look = () => {
            const now = performance.now(), status = document.querySelector(".ds-status").textContent.trim()
            if (begun !== null && told === null && named() !== before) told = now - begun
            if (begun !== null && now - begun > 10000) done(null)
            else if (told !== null && status === "ready" && now - window.__painted > quiet)
                done([told, window.__painted - begun])
            else requestAnimationFrame(look)
        }
        requestAnimationFrame(look)
    })
}"""


def write_sorting(folder: Path) -> int:
    """Write a degraded sorting of the preset as phy would; return how many true spikes there are."""
    truth = truth_of_source(Simulation(PRESETS[PRESET].config))
    sorting = degraded(truth)
    folder.mkdir()
    np.save(folder / "spike_times.npy", sorting.sample_index)
    np.save(folder / "spike_clusters.npy", sorting.unit_index)
    return len(truth.train)


def bring_back(page: Page) -> None:
    """Open the sorting that lies in the server's folder, and wait until it is scored."""
    page.locator(".ds-result button").first.click()
    page.locator(".ds-result-found").first.click()
    page.locator(".ds-score-words", has_text="units well detected").wait_for(timeout=120_000)
    page.evaluate("document.activeElement.blur()")
    page.wait_for_function("quiet => performance.now() - window.__painted > quiet", arg=5 * QUIET_MS)


def click(page: Page, across: float, up: float) -> list[float] | None:
    """Click somewhere on the accuracy of units; return the milliseconds until the unit is named, and painted."""
    box = page.locator(".ds-view-score canvas").nth(3).bounding_box()
    if box is None:
        return None
    x, y = box["x"] + across * box["width"], box["y"] + up * box["height"]
    page.mouse.move(x, y)
    page.wait_for_function("quiet => performance.now() - window.__painted > quiet", arg=2 * QUIET_MS)
    page.evaluate(CLICKED, QUIET_MS)
    page.mouse.down()
    page.mouse.up()
    found: list[float] | None = page.evaluate("window.__clicked")
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-n", type=int, default=20, help="clicks (default: 20)")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        spikes = write_sorting(Path(place) / "degraded")
        with served("--data", place) as (address, _), sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
            page, _ = opened(browser, f"{address}/?preset={PRESET}")
            bring_back(page)
            places = [
                (0.25 + 0.6 * ((step * 0.381966) % 1), 0.2 + 0.6 * ((step * 0.7548) % 1)) for step in range(given.n)
            ]
            taken = [one for at in places if (one := click(page, *at)) is not None]
            browser.close()
    print(f"{spikes} true spikes; {len(taken)} clicks on units of the tab Score")
    for words, times in zip(
        ("the unit is named", "the last picture is painted"), zip(*taken, strict=True), strict=True
    ):
        print(f"{words:<28} {statistics.median(times):5.0f} ms (slowest {max(times):.0f} ms)")


if __name__ == "__main__":
    os.environ.setdefault("PYTHONWARNINGS", "ignore")
    main()
