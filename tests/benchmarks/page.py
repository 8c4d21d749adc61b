"""How fast the page is, on the published example: 250 units, 384 channels, 600 s.

Run ``python tests/benchmarks/page.py``. A server and a real Chromium work on this machine; from the moment a control
is moved in the browser to the moment the last canvas is painted. Medians of some thirty changes each.
"""

from __future__ import annotations

import argparse
import os
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))
from conftest import ARGUMENTS, find_chromium

QUIET_MS = 150
WATCH_PAINT = """
    window.__painted = 0
    for (const name of ["fill", "stroke", "drawImage", "putImageData", "fillRect", "fillText", "clearRect"]) {
        const original = CanvasRenderingContext2D.prototype[name]
        CanvasRenderingContext2D.prototype[name] = function (...given) {
            window.__painted = performance.now()
            return original.apply(this, given)
        }
    }
"""
MOVE = """([selector, value, quiet]) => new Promise(done => {
    const deep = root => [...root.querySelectorAll("*")].flatMap(e => [e, ...(e.shadowRoot ? deep(e.shadowRoot) : [])])
    const all = deep(document)
    const host = all.find(e => e.matches(selector))
    const inputs = [...(host.shadowRoot ? deep(host.shadowRoot) : deep(host))].filter(e => e.matches("input"))
    const [slider, upper] = inputs.filter(e => e.type === "range")
    const begun = performance.now()
    const most = upper ? upper.value : slider.max
    slider.value = Number(slider.min) + value * (Number(most) - Number(slider.min))
    slider.dispatchEvent(new Event("input", {bubbles: true}))
    slider.dispatchEvent(new Event("change", {bubbles: true}))
    const look = () => {
        const now = performance.now(), status = all.find(e => e.matches(".ds-status"))
        const idle = status.textContent.trim() === "ready"
        if (now - begun > 10000) done(null)
        else if (window.__painted > begun && idle && now - window.__painted > quiet) done(window.__painted - begun)
        else requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
})"""
PAN = """share => new Promise(done => {
    const models = [...Bokeh.documents[0]._all_models.values()]
    const range = models.find(m => m.type === "Figure" && m.name === "traces-drifting").x_range
    const {start, end} = range, step = share * (end - start), begun = performance.now()
    range.setv({start: start + step, end: end + step})
    const look = () => window.__painted > begun ? done(window.__painted - begun) : requestAnimationFrame(look)
    requestAnimationFrame(look)
})"""
READY = "() => document.querySelector('.ds-status')?.textContent === 'ready' && window.__painted > 0"
CONTROLS = {
    "noise: correlation length": (".ds-noise-spatial_decay_um", "noise"),
    "templates: spatial decay": (".ds-templates-spatial_decay_um", "templates"),
    "motion: period": (".ds-motion-components-0-period_s", "motion"),
    "a new time window": (".ds-time", None),
}
LOADS = 7
Row = tuple[str, str, str, str]
ASKED_MS = {"independent": (150, 150, 150, 100), "spikeinterface": (300, 300, 300, 100)}


@contextmanager
def served(*options: str) -> Iterator[tuple[str, int]]:
    """Serve the dashboard; give its address and process."""
    command = [sys.executable, "-m", "driftscope", "serve", "--no-browser", *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        yield next(m.group() for line in process.stdout or [] if (m := re.search(r"http://\S+", line))), process.pid
    finally:
        process.terminate()


def opened(browser: Browser, address: str) -> tuple[Page, float]:
    """Open a page; return it and the time until it can be used, in seconds."""
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.add_init_script(WATCH_PAINT)
    begun = time.perf_counter()
    page.goto(address)
    page.wait_for_function(READY, timeout=60_000)
    return page, time.perf_counter() - begun


def opened_and_closed(browser: Browser, address: str) -> float:
    """Open a page in a browser that has not seen it; return the time until it can be used, in seconds."""
    page, seconds = opened(browser, address)
    page.context.close()
    return seconds


def unfold(page: Page, group: str) -> None:
    """Open a group of controls."""
    details = page.locator(f".ds-group-{group}")
    if details.get_attribute("open") is None:
        details.locator("summary").click()


def changes(page: Page, selector: str, number: int) -> list[float]:
    """Move a control many times; return the milliseconds from each change to the last paint that follows."""
    taken: list[Any] = []
    for step in range(number + 3):
        value = 0.05 + 0.9 * ((step * 0.381966) % 1)
        taken.append(page.evaluate(MOVE, [selector, value, QUIET_MS]))
    return [one for one in taken[3:] if one is not None]


def pans(page: Page, number: int) -> list[float]:
    """Pan the traces to and fro within what is loaded; return the milliseconds from each step to its paint."""
    taken = []
    for step in range(number):
        taken.append(page.evaluate(PAN, 0.1 if step % 2 else -0.1))
        page.wait_for_function(READY)
    return taken


def memory_mb(process: int) -> float:
    """Return the resident memory of a process."""
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    found = re.search(r"VmRSS:\s+(\d+)", status)
    return int(found.group(1)) / 1024 if found else float("nan")


def row_of(words: str, taken: list[float], asked: str, unit: str = "ms", digits: int = 0) -> Row:
    """Return a row of the table."""
    middle, slowest = statistics.median(taken), max(taken)
    return words, f"{middle:.{digits}f} {unit}", f"{slowest:.{digits}f} {unit}", asked


def one_page(browser: Browser, link: str, streams: str, number: int) -> list[Row]:
    """Measure how a page opens, follows its controls and pans."""
    loads = [opened_and_closed(browser, link) for _ in range(LOADS)]
    rows = [row_of(f"a usable page, {streams} streams", loads, "< 2 s", "s", 2)]
    page, _ = opened(browser, link)
    for (name, (selector, group)), limit in zip(CONTROLS.items(), ASKED_MS[streams], strict=True):
        if group:
            unfold(page, group)
        rows.append(row_of(f"{name}, {streams} streams", changes(page, selector, number), f"< {limit} ms"))
    rows.append(row_of(f"pan within what is loaded, {streams} streams", pans(page, number), "< 50 ms"))
    page.context.close()
    return rows


def many_sessions(browser: Browser, address: str, process: int, number: int) -> list[Row]:
    """Measure a new time window with one page open and with many, and what each more page takes."""
    pages, rows, before = [opened(browser, address)[0]], [], memory_mb(process)
    for wanted in (1, number):
        pages += [opened(browser, address)[0] for _ in range(wanted - len(pages))]
        taken = [one for page in pages for one in changes(page, ".ds-time", max(2, 10 // wanted))]
        words = f"a new time window, {wanted} {'session' if wanted == 1 else 'sessions'} open"
        rows.append(row_of(words, taken, "< 100 ms"))
    more = (memory_mb(process) - before) / max(number - 1, 1)
    return [*rows, (f"memory of each of {number - 1} more sessions", f"{more:.0f} MB", "", "< 100 MB")]


def main() -> None:
    """Measure all and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-n", type=int, default=30, help="changes of each control (default: 30)")
    parser.add_argument("--sessions", type=int, default=10, help="sessions at once (default: 10)")
    given = parser.parse_args()
    from driftscope.presets import PRESETS
    from driftscope_dashboard.session.sharing import Look, Shared, encode

    rows: list[Row] = [("", "median", "slowest", "asked")]
    with served() as (address, process), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        for streams in ASKED_MS:
            config = PRESETS["published-drift"].config.replace(streams=streams)
            link = f"{address}/?c={encode(Shared(config, Look(time_s=300.0)))}"
            rows += one_page(browser, link, streams, given.n)
        rows += many_sessions(browser, address, process, given.sessions)
        browser.close()
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    print("\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows))


if __name__ == "__main__":
    os.environ.setdefault("PYTHONWARNINGS", "ignore")
    main()
