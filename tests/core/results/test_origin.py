from __future__ import annotations

import json

import pytest
from driftscope import Simulation
from driftscope.export import export
from driftscope.presets import PRESETS
from driftscope.results import ResultError, origin_of, refuse_result_of_another

CONFIG = PRESETS["tetrode"].config.replace(duration_s=2.0)


@pytest.fixture(scope="module")
def exports(tmp_path_factory):
    place = tmp_path_factory.mktemp("origin")
    configs = {"own": CONFIG, "other": CONFIG.replace(seed=77)}
    return {name: export(Simulation(config), place / name, format="phy", jobs=1) for name, config in configs.items()}


def test_a_result_belongs_to_the_export_that_it_lies_in(exports):
    found = origin_of(exports["own"] / "drifting" / "params.py")
    assert found.folder == exports["own"]
    assert found.config == CONFIG


def test_a_result_elsewhere_belongs_to_none(tmp_path):
    assert origin_of(tmp_path) is None
    (tmp_path / "driftscope.json").write_text(json.dumps({"layout": "none of ours"}))
    assert origin_of(tmp_path / "deep") is None


def test_the_result_of_another_recording_is_refused(exports, tmp_path):
    refuse_result_of_another(exports["own"] / "drifting", exports["own"])
    refuse_result_of_another(tmp_path, exports["own"])
    with pytest.raises(ResultError, match="is a result of another recording"):
        refuse_result_of_another(exports["other"] / "drifting", exports["own"])
