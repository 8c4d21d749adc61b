"""Whatever a configuration says, there are words or a result; `tests/benchmarks/fuzz.py` tries thousands."""

import importlib.util
import random
from pathlib import Path

import pytest

FUZZ = Path(__file__).resolve().parents[1] / "benchmarks" / "fuzz.py"


@pytest.fixture(scope="module")
def fuzz():
    spec = importlib.util.spec_from_file_location("fuzz", FUZZ)
    module = importlib.util.module_from_spec(spec)
    with pytest.MonkeyPatch.context() as patched:
        patched.syspath_prepend(str(FUZZ.parent))
        spec.loader.exec_module(module)
    return module


@pytest.mark.filterwarnings("ignore:no placement of")
@pytest.mark.parametrize("seed", range(40))
def test_a_configuration_at_random_gives_words_or_a_result(fuzz, seed):
    assert fuzz.outcome(fuzz.configuration(random.Random(seed))) in ("refused", "made", "stopped")


@pytest.mark.filterwarnings("ignore:no placement of")
def test_some_of_them_are_made(fuzz):
    outcomes = {fuzz.outcome(fuzz.configuration(random.Random(seed))) for seed in range(20)}
    assert {"made", "refused"} <= outcomes
