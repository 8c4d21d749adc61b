"""What every test can ask for."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from driftscope import SimulationConfig
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright

# The same examples in every run: a search for new ones is `pytest --hypothesis-profile search`.
settings.register_profile("same", deadline=None, derandomize=True)
settings.register_profile("search", deadline=None, max_examples=1_000)
settings.load_profile("same")

SLOW = (
    "core/export/formats/",
    "core/export/runtime/",
    "core/export/test_drifted_templates",
    "core/export/test_estimate",
    "core/export/test_programs",
    "core/export/test_reference_program",
    "core/export/test_truth",
    "core/export/test_compare",
    "core/export/test_rendering",
    "core/export/test_verify",
    "core/export/test_writer",
    "core/cli/test_generate",
    "core/cli/test_verify",
    "core/generation/",
    "core/hybrid/",
    "core/interop/",
    "core/library/",
    "core/test_pipeline",
    "core/test_presets",
    "core/test_provenance",
    "core/test_simulation",
    "core/test_source",
    "core/test_spikeinterface",
    "core/test_sweep",
    "dashboard/hybrids/",
    "dashboard/server/",
    "dashboard/test_writing",
    "test_readme",
)
"""Test files that generate much, compare with SpikeInterface or start processes; `bash .dev/test fast` skips them."""

NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
MACOS = ["Chromium", "Google Chrome"]
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # The last such list counts, so it repeats Playwright's own; the last two are pages that the address bar makes for
    # every new window, at half the cost of a page of ours.
    "--disable-features=AimEnabled,DestroyProfileOnBrowserClose,HttpsFirstBalancedModeAutoEnable,HttpsUpgrades,"
    "LensOverlay,MediaRouter,OptimizationHints,PaintHolding,ThirdPartyStoragePartitioning,WebUIOmniboxAimPopup,WebUIOmniboxPopup",
]
NO_CHROMIUM = (
    "The browser tests need a Chromium, and none was found. Install one (Debian: apt-get install chromium; "
    "elsewhere: .venv/bin/playwright install --with-deps chromium), or set DRIFTSCOPE_CHROMIUM to its path."
)


def find_chromium() -> str | None:
    """Return the path of a Chromium: the one asked for, the system's, or Playwright's own."""
    if asked_for := os.environ.get("DRIFTSCOPE_CHROMIUM"):
        return shutil.which(asked_for)
    if found := next(filter(None, map(shutil.which, NAMES)), None):
        return found
    applications = [Path(f"/Applications/{name}.app/Contents/MacOS/{name}") for name in MACOS]
    with sync_playwright() as playwright:
        own = Path(playwright.chromium.executable_path)
    return next((str(path) for path in [*applications, own] if path.exists()), None)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One headless Chromium for the whole run."""
    path = find_chromium()
    assert path is not None, NO_CHROMIUM
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def small() -> SimulationConfig:
    """A configuration that is quick to generate."""
    return SimulationConfig().replace(
        {
            "duration_s": 20.0,
            "probe": {"kind": "linear", "num_contacts": 16},
            "units.num_units": 6,
            "units.minimum_distance_um": None,
            "motion.components": [{"kind": "zigzag", "amplitude_factor": 0.5, "period_s": 10.0}],
        }
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what takes long as slow."""
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here) and item.path.relative_to(here).as_posix().startswith(SLOW):
            item.add_marker(pytest.mark.slow)
