"""Kill an export at random moments: every one goes on, and its bytes are those of an undisturbed one.

`python tests/benchmarks/kills.py [number]` kills `driftscope generate` with SIGKILL so often in all, starting a new
folder whenever one is finished, and prints how far each was.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SMALL = ["--set", "duration_s=40", "--set", "motion.components=[]", "--jobs", "2", "--recording", "both"]


def command(folder: Path) -> list[str]:
    return [sys.executable, "-m", "driftscope", "generate", "acute-settling", "--output", str(folder), *SMALL]


def contents(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def kill_until_done(folder: Path, longest_s: float, left: int, rng: random.Random) -> int:
    """Start an export over and over, killed each time until it ends by itself; return how often it was killed."""
    killed = 0
    while killed < left:
        process = subprocess.Popen(
            command(folder), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        try:
            process.wait(rng.uniform(0.2, longest_s))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            killed += 1
        else:
            assert process.returncode == 0, "an export failed by itself"
            return killed
    subprocess.run(command(folder), check=True, capture_output=True)
    return killed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("number", nargs="?", type=int, default=50)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    rng, killed, folders = random.Random(given.seed), 0, 0
    with tempfile.TemporaryDirectory() as place:
        begun = time.monotonic()
        subprocess.run(command(Path(place) / "undisturbed"), check=True, capture_output=True)
        longest = time.monotonic() - begun
        expected = contents(Path(place) / "undisturbed")
        while killed < given.number:
            folder = Path(place) / str(folders)
            killed += kill_until_done(folder, longest, given.number - killed, rng)
            folders += 1
            found = contents(folder)
            different = [name for name in {**expected, **found} if found.get(name) != expected.get(name)]
            assert not different, f"{folder.name} differs: {', '.join(different)}"
    print(f"killed {killed} times; all {folders} exports have the bytes of an undisturbed one ({len(expected)} files)")


if __name__ == "__main__":
    main()
