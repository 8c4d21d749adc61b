"""Install a Chromium for the browser tests, unless they already find one."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from conftest import NO_CHROMIUM, find_chromium

APT = ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=600"]


def install() -> None:
    print("driftscope: installing Chromium for the browser tests", file=sys.stderr, flush=True)
    if os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        packages = ["chromium", "fonts-dejavu-core"]
        subprocess.run([*APT, "update"], env=quiet)
        subprocess.run([*APT, "install", "-y", "--no-install-recommends", *packages], env=quiet)
    # Ubuntu's package of that name is only a pointer to a snap, so look again.
    if find_chromium() is None:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"])


if find_chromium() is None:
    install()
if find_chromium() is None:
    sys.exit(f"driftscope: {NO_CHROMIUM}")
