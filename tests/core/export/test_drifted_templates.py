"""Templates of moved units, read from what was written."""

import shutil

import numpy as np
import pytest
from driftscope import Simulation
from driftscope.export import ExportError, Truth
from driftscope.export.truth_writer import write_truth
from driftscope.hybrid import Hybrid, HybridConfig, HybridUnit

from .conftest import PROBES, config_on


@pytest.fixture(scope="module", params=["ellipsoid", "sphere"])
def written(request, tmp_path_factory):
    changes = (
        {"templates": {"mode": request.param, "propagation_speed_um_per_ms": None}} if request.param == "sphere" else {}
    )
    simulation = Simulation(config_on(PROBES["linear"], duration_s=0.5, **changes))
    folder = tmp_path_factory.mktemp("truth")
    list(write_truth(simulation, folder))
    return simulation, Truth(folder)


def test_templates_of_moved_units_are_made_from_the_folder_alone(written):
    simulation, truth = written
    injection = simulation.injection(moving=True)
    drifted = Truth(truth.folder).drifted_templates
    steps = len(simulation.motion.steps_um)
    assert drifted.shape == (4, steps, *truth.templates_uv.shape[1:]) and len(drifted) == 4
    for unit, step in ((0, 0), (3, steps - 1), (2, 7)):
        [sparse] = injection.templates([unit], [step])
        expected = np.zeros(drifted.shape[2:], dtype=np.float32)
        expected[:, sparse.channels] = sparse.waveform
        assert np.array_equal(drifted[unit, step], expected)
    assert np.array_equal(drifted[:, simulation.motion.resting_step], truth.templates_uv)
    assert np.array_equal(drifted[1], drifted.at([1] * steps, drifted.steps_um))
    assert drifted[1:3, ::5].shape == (2, len(range(0, steps, 5)), *drifted.shape[2:])
    assert np.array_equal(drifted[-1, -1], drifted[3, steps - 1])
    with pytest.raises(IndexError):
        drifted[4]


def test_a_hybrid_s_templates_too_are_made_from_the_folder_alone(tmp_path):
    name = "sample_neuropixels1_visual.zarr"
    units = [HybridUnit(dataset=name, template_index=index, move_um=(0.0, 37.0 * index)) for index in (1, 5)]
    hybrid = Hybrid(HybridConfig(units=units).replace({"source.duration_s": 4.0}))
    list(write_truth(hybrid, tmp_path))
    truth = Truth(tmp_path)
    for unit, step in ((0, 0), (1, 3)):
        [sparse] = hybrid.injection(moving=True).templates([unit], [step])
        template = truth.drifted_templates[unit, step]
        np.testing.assert_allclose(template[:, sparse.channels], sparse.waveform, atol=1e-4)
    np.testing.assert_allclose(truth.units["peak_uv"], hybrid.templates.table["peak_uv"], rtol=1e-6)
    assert np.array_equal(truth.unit_displacements_um, hybrid.motion.unit_displacements_um())


def test_a_folder_without_recipe_says_so(written, tmp_path):
    folder = shutil.copytree(written[1].folder, tmp_path / "truth")
    (folder / "templates/recipe.npz").unlink()
    with pytest.raises(ExportError, match=r"recipe\.npz is missing"):
        _ = Truth(folder).drifted_templates
