"""How far an export is."""

import pytest
from driftscope.export.progress import Clock, Counted, Progress, in_bytes, in_time


@pytest.mark.parametrize(
    ("seconds", "said"), [(0.2, "0 s"), (119, "119 s"), (600, "10 min"), (5_400, "1.5 h"), (360_000, "100.0 h")]
)
def test_durations_are_readable(seconds, said):
    assert in_time(seconds) == said


@pytest.mark.parametrize(
    ("number", "said"), [(0, "0 B"), (999, "999 B"), (2_500, "2.5 kB"), (3e9, "3 GB"), (1.5e15, "1500 TB")]
)
def test_sizes_are_readable(number, said):
    assert in_bytes(number) == said


def test_a_clock_knows_rate_and_time_left_from_its_latest_steps(monkeypatch):
    now = iter([0.0, 10.0, 20.0])
    monkeypatch.setattr("driftscope.export.progress.time.monotonic", lambda: next(now))
    clock = Clock("samples", bytes_total=1_000.0, seconds_total=100.0)
    assert clock.at(0.0) == Progress("samples", 0.0)
    half = clock.at(0.5)
    assert (half.bytes_per_s, half.times_real_time, half.seconds_left) == (50.0, 5.0, 10.0)
    assert clock.at(1.0).seconds_left == 0.0


def test_counts_of_many_threads_add_up():
    told = []
    counted = Counted(Clock("checksums"), 10, told.append)
    for number in (1, 4, 5):
        counted.add(number)
    assert [one.share for one in told] == [0.1, 0.5, 1.0]
