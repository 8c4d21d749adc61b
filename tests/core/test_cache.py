"""The cache keeps its budget, computes once per key, and lets other keys pass."""

import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from driftscope.cache import Cache, once


class Sized:
    def __init__(self, nbytes):
        self.nbytes = nbytes


def test_the_cache_keeps_its_budget_and_forgets_the_least_recently_used():
    cache = Cache(100_000)
    for number in range(50):
        cache.get(number, lambda: Sized(9_000))
        assert cache.used_bytes <= 100_000
        cache.peek(0)
    assert cache.peek(0) is not None
    assert cache.peek(49) is not None
    assert cache.peek(1) is None
    cache.put("large", Sized(200_000))
    assert cache.peek("large") is None
    assert cache.peek(49) is not None
    cache.put(49, Sized(500))
    cache.clear()
    assert cache.used_bytes == 0
    assert cache.peek(0) is None


def test_lasting_results_outlive_a_flood_but_not_their_own_kind():
    cache = Cache(100_000)
    cache.put("stage", Sized(1_000), lasting=True)
    for number in range(1_000):
        cache.put(number, Sized(9_000))
        assert cache.used_bytes <= 100_000
    assert cache.peek("stage") is not None
    for number in range(1_000):
        cache.put(("stage", number), Sized(1_000), lasting=True)
        assert cache.used_bytes <= 100_000
    assert cache.peek("stage") is None
    cache.put("chunk", Sized(9_000))
    assert cache.peek("chunk") is not None


def test_the_cache_computes_once_per_key_and_lets_other_keys_pass():
    cache, made, inside, go = Cache(), [], threading.Event(), threading.Event()

    def slow():
        inside.set()
        assert go.wait(10)
        made.append(1)
        return "slow"

    with ThreadPoolExecutor(5) as threads:
        waiting = [threads.submit(cache.get, "a", slow) for _ in range(4)]
        assert inside.wait(10)
        assert cache.get("b", lambda: "quick") == "quick"
        go.set()
        assert [result.result(10) for result in waiting] == ["slow"] * 4
    assert made == [1]
    assert not cache._making


def test_a_failure_is_not_kept_and_blocks_no_one():
    cache = Cache()
    with pytest.raises(ZeroDivisionError):
        cache.get("a", lambda: 1 // 0)
    assert cache.get("a", lambda: 5) == 5
    assert cache.get("a", lambda: 6) == 5
    assert cache.get("none", lambda: None) is None
    assert cache.peek("none") == (None,)


def test_many_threads_leave_the_cache_with_a_right_account():
    cache, rng = Cache(50_000), np.random.default_rng(0)
    keys = rng.integers(0, 40, 4_000).tolist()

    def use(key):
        assert cache.get(key, lambda: (key, Sized(0)))[0] == key
        cache.put(("sized", key), Sized(key * 100))

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(use, keys))
    assert 0 < cache.used_bytes <= 50_000
    assert not cache._making


class Slow:
    """An object whose property says when it is begun and waits until it may end."""

    def __init__(self):
        self.begun, self.may_end, self.times = threading.Event(), threading.Event(), 0

    @once
    def worth(self):
        self.times += 1
        self.begun.set()
        assert self.may_end.wait(10)
        return 42


def test_a_property_of_one_object_does_not_wait_for_that_of_another():
    one, other = Slow(), Slow()
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(lambda: one.worth)
        assert one.begun.wait(10)
        other.may_end.set()
        assert pool.submit(lambda: other.worth).result(10) == 42
        one.may_end.set()
        assert first.result(10) == 42


def test_many_threads_work_a_property_out_once_and_leave_nothing_but_its_value():
    slow = Slow()
    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(lambda: slow.worth) for _ in range(4)]
        assert slow.begun.wait(10)
        slow.may_end.set()
        assert [one.result(10) for one in asked] == [42] * 4
    assert slow.times == 1
    assert vars(slow).keys() == {"begun", "may_end", "times", "worth"}


def test_a_property_that_could_not_be_worked_out_is_tried_again():
    class Moody:
        right = False

        @once
        def answer(self):
            if not self.right:
                raise ValueError("not now")
            return 1

    moody = Moody()
    with pytest.raises(ValueError, match="not now"):
        _ = moody.answer
    moody.right = True
    assert moody.answer == 1
    assert isinstance(Moody.answer, once)


def test_the_latest_large_result_of_every_stage_is_kept_besides_the_budget():
    """The noise's factor of thousands of contacts is larger than the budget, and takes longer than all else."""
    cache = Cache(100_000)
    for number in range(10):
        cache.put(("factor", number), Sized(300_000), lasting=True)
    for number in range(100):
        cache.put(("spikes", number), Sized(200_000), lasting=True)
        cache.put(("stage", number), Sized(9_000), lasting=True)
        cache.put(number, Sized(9_000))
    assert [number for number in range(10) if cache.peek(("factor", number)) is not None] == [9]
    assert [number for number in range(100) if cache.peek(("spikes", number)) is not None] == [99]
    assert cache.peek(99) is not None
    assert cache.used_bytes <= 600_000 + 2_000
    cache.put("alone", Sized(300_000), lasting=True)
    assert cache.peek("alone") is not None
    cache.clear()
    assert cache.used_bytes == 0


def test_what_others_hold_is_shared_and_forgotten_with_its_last_holder():
    cache, made = Cache(), []

    def make():
        made.append(Sized(10))
        return made[-1]

    first = cache.share("one", make)
    assert cache.share("one", make) is first
    assert cache.held("one") is first
    assert len(made) == 1
    del first
    made.clear()
    assert cache.held("one") is None
    assert cache.used_bytes == 0
