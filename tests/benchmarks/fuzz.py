"""Configurations at random, as a page takes them: each gives words or a result, within 10 s of processor time and 1 GB.

`python tests/benchmarks/fuzz.py [number] [--seed 0]` prints how many were refused and made, and the dearest ones.
With `--pages NUMBER` links with so many of them are opened on a server, too, without a browser: each is shown, or the
page says why it is not, and the log stays free of tracebacks.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
import warnings
import zlib
from base64 import urlsafe_b64encode
from collections import Counter
from typing import Any
from urllib.request import urlopen

from driftscope import ConfigError, SimulationConfig
from driftscope.cache import the_cache
from driftscope.deadlines import Deadline, within
from driftscope_dashboard.server import free_port
from driftscope_dashboard.session.allowed_paths import AllowedPaths
from driftscope_dashboard.session.page_rules import PageRules
from driftscope_dashboard.session.selection import window_frames
from driftscope_dashboard.session.session import ready
from driftscope_dashboard.session.sharing import FORMAT
from page_clients import PageClient

MOST_S, MOST_MB = 10.0, 1_000.0
DEADLINE_S = 20.0
WINDOW_S = 0.1
NUMBERS = (0, 1, 2, 3, 7, 50, 384, 1_000, 5_120, 9_999, 20_000, -1, 1e-9, 0.5, 3.7, 1e5, 1e9, 1e300)
PROBES = (
    {"kind": "linear"}, {"kind": "tetrode"}, {"kind": "neuropixels"}, {"kind": "multi_column", "num_columns": 8},
    {"kind": "named", "name": "Neuronexus-32"}, {"kind": "file", "path": "/dev/zero"},
    {"kind": "inline", "probeinterface_json": "{}"},
)  # fmt: skip
COMPONENTS = ("zigzag", "bump", "random_walk", "curve", "field", "folder", "wander", "kicks", "oscillation")


def fields_of(data: Any, path: str = "") -> list[str]:
    """Return the paths of all values in plain data."""
    if isinstance(data, dict):
        return [found for name, value in data.items() for found in fields_of(value, f"{path}.{name}".lstrip("."))]
    return [path]


def anything(rng: random.Random) -> Any:
    """Return a value that somebody may give."""
    kind = rng.random()
    if kind < 0.7:
        return rng.choice(NUMBERS)
    if kind < 0.8:
        low, high = sorted(rng.uniform(0, 100) for _ in range(2))
        return {"low": low, "high": high}
    if kind < 0.9:
        return [rng.uniform(0, 50) for _ in range(rng.choice((0, 1, 3, 250)))]
    return rng.choice((None, "x" * rng.choice((1, 500)), True, [], {}, [[1, 2, 3]]))


def configuration(rng: random.Random) -> dict[str, Any]:
    """Return a configuration, as plain data, in which some values are anything."""
    data = SimulationConfig().to_dict()
    data["probe"] = dict(rng.choice(PROBES))
    data["motion"]["components"] = [{"kind": rng.choice(COMPONENTS)} for _ in range(rng.choice((0, 1, 1, 3)))]
    data["streams"] = rng.choice(("independent", "spikeinterface"))
    paths = [path for path in fields_of(SimulationConfig().to_dict()) if "components" not in path]
    for path in rng.sample(paths, rng.choice((0, 1, 1, 2, 3))):
        *parents, name = path.split(".")
        part = data
        for parent in parents:
            part = part.get(parent) if isinstance(part, dict) else None
        if isinstance(part, dict):
            part[name] = anything(rng)
    return data


def outcome(data: dict[str, Any]) -> str:
    """Make what a page makes of a configuration; return what became of it."""
    try:
        config = SimulationConfig.from_dict(data)
        PageRules(AllowedPaths()).refuse(config)
        with within(Deadline(DEADLINE_S)):
            simulation = ready(config)
            start, end = window_frames(config.duration_s / 2, WINDOW_S, config)
            simulation.drifting.get_traces(start_frame=start, end_frame=end)
            simulation.spikes.between(start, end)
    except ConfigError as refused:
        assert 0 < len(str(refused)) < 20_000
        return "stopped" if "took longer than" in str(refused) else "refused"
    except MemoryError:
        return "memory"
    return "made"


def link(data: dict[str, Any]) -> str:
    """Return the end of a link to plain data, be it valid or not."""
    packed = zlib.compress(json.dumps({"config": data, "look": {}}).encode(), 9)
    return f"?c={FORMAT}-{urlsafe_b64encode(packed).decode().rstrip('=')}"


def words_of(read: str) -> str:
    """Return what is wrong with a link, as the page says it; nothing of a link that it shows."""
    if "data-node" not in read:
        return re.sub(r"<[^>]+>|\s+", " ", re.findall(r'class="sorry".*?</div>', read, re.DOTALL)[0])
    [nodes] = re.findall(r'"nodes":("(?:[^"\\]|\\.)*")', read)
    [notices] = [node for node in json.loads(json.loads(nodes)).values() if node.get("kind") == "notices"]
    return str(notices.get("first", ""))


async def read_link(port: int, number: int, turns: asyncio.Semaphore) -> tuple[str, float, int]:
    """Open a link on a server; return what became of it, and how long it took."""
    async with turns:
        begun = time.monotonic()
        client = PageClient(f"http://localhost:{port}/{link(configuration(random.Random(number)))}")
        try:
            words = words_of(await client.read())
        except Exception as error:
            print(f"{number}: {type(error).__name__}: {str(error)[:200]}")
            return "failed", 0.0, number
        finally:
            client.close()
        assert len(words) < 20_000
        return "refused" if words else "shown", time.monotonic() - begun, number


async def read_links(port: int, numbers: range, at_once: int) -> None:
    """Open links on a server, some at once, and print what became of them."""
    turns = asyncio.Semaphore(at_once)
    found = await asyncio.gather(*(read_link(port, number, turns) for number in numbers))
    _, took, number = max(found, key=lambda one: one[1])
    print(f"links: {dict(Counter(one[0] for one in found))}, slowest {took:.1f} s ({number})")


def open_pages(seed: int, number: int, at_once: int) -> None:
    """Open links on a server, and say what it answered and what stands in its log."""
    port = free_port()
    words = ["serve", "--no-browser", "--port", str(port), "--max-sessions", "1000"]
    with tempfile.TemporaryFile("w+") as log:
        server = subprocess.Popen([sys.executable, "-m", "driftscope", *words], stdout=log, stderr=log)
        try:
            wait_for(f"http://localhost:{port}/healthz")
            asyncio.run(read_links(port, range(seed, seed + number), at_once))
        finally:
            server.terminate()
            server.wait(20)
        log.seek(0)
        wrong = [
            line for line in log.read().splitlines() if line.startswith(("ERROR", "Traceback")) or "Error:" in line
        ]
    print(f"{len(wrong)} errors in the log")
    print("\n".join(wrong[:20]))


def wait_for(address: str) -> None:
    """Wait until a server answers."""
    while True:
        try:
            with urlopen(address, timeout=60):  # noqa: S310 - our own server
                return
        except OSError:
            time.sleep(0.1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("number", nargs="?", type=int, default=3_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--pages", type=int, default=0, help="links that are opened on a server")
    parser.add_argument("--at-once", type=int, default=4, help="so many of them at once")
    given = parser.parse_args()
    warnings.simplefilter("ignore")
    found: Counter[str] = Counter()
    dearest: list[tuple[float, int]] = []
    for number in range(given.seed, given.seed + given.number):
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        begun = time.process_time()
        try:
            found[outcome(configuration(random.Random(number)))] += 1
        except Exception as error:
            found["failed"] += 1
            print(f"{number}: {type(error).__name__}: {str(error)[:200]}")
        took, most = time.process_time() - begun, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        dearest = sorted([*dearest, (took, number)])[-5:]
        if took > MOST_S or (most > MOST_MB and most > before):
            print(f"{number}: {took:.1f} s, {most:.0f} MB")
        the_cache().clear()
    print(dict(found))
    print("dearest: " + ", ".join(f"{took:.1f} s ({number})" for took, number in reversed(dearest)))
    print(f"most memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    if given.pages:
        open_pages(given.seed, given.pages, given.at_once)


if __name__ == "__main__":
    main()
