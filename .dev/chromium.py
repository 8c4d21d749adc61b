"""Install a Chromium for the browser tests, unless they already find one."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from conftest import NO_CHROMIUM, find_chromium

DRIVER = Path(playwright.__file__).parent / "driver" / "node"
APT = ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=600"]
PACKAGES = ["chromium", "chromium-driver", "fonts-dejavu-core", "libatomic1"]


def problem() -> str | None:
    """Tell what is in the way: a bare Debian lacks even a library of Playwright's driver."""
    driver = subprocess.run([DRIVER, "--version"], capture_output=True, text=True)
    if driver.returncode != 0:
        return f"Playwright's driver does not run here: {driver.stderr.strip()}"
    return None if find_chromium() else NO_CHROMIUM


def install_with_apt() -> None:
    quiet = {"env": os.environ | {"DEBIAN_FRONTEND": "noninteractive"}, "stdout": subprocess.DEVNULL}
    subprocess.run([*APT, "update"], **quiet)
    subprocess.run([*APT, "install", "-y", "--no-install-recommends", *PACKAGES], **quiet)


def install_with_playwright() -> None:
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"])


if problem() and "DRIFTSCOPE_CHROMIUM" not in os.environ:
    print("driftscope: installing Chromium for the browser tests", file=sys.stderr, flush=True)
    if os.geteuid() == 0 and shutil.which("apt-get"):
        install_with_apt()
    if problem():  # Ubuntu's package of that name only points to a snap
        install_with_playwright()
if words := problem():
    sys.exit(f"driftscope: {words}")
