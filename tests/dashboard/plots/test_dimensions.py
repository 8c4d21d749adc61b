import holoviews as hv
from driftscope_dashboard.plots import dimensions

SUFFIXES = {"_s": "s", "_ms": "ms", "_um": "µm", "_uv": "µV", "_hz": "Hz", "_khz": "kHz"}


def test_names_and_units_agree():
    made = [one for one in vars(dimensions).values() if isinstance(one, hv.Dimension)]
    assert len({one.name for one in made}) == len(made)
    for one in made:
        for suffix, unit in SUFFIXES.items():
            if one.name.endswith(suffix) and not (suffix == "_hz" and one.name.endswith("_khz")):
                assert one.unit == unit
