import pytest
from driftscope_dashboard.numbers import MINUS, minus, rate, share, whole


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.4, "0"), (-0.4, "0"), (999.6, "1\u2009000"), (-12.0, f"{MINUS}12"), (1e7, "10\u2009000\u2009000")],
)
def test_whole_numbers(value, text):
    assert whole(value) == text


def test_signs_rates_and_shares():
    assert [minus(value) for value in (-0.2, 3.0, -3.0)] == ["0", "+3", f"{MINUS}3"]
    assert rate(0.04) == "0.0"
    assert share(0.5) == "50\u00a0%"
