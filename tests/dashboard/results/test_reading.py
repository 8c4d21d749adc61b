import numpy as np
from driftscope import Simulation
from driftscope.export import export
from driftscope_dashboard.results.reading import read_result


def phy(folder):
    folder.mkdir()
    np.save(folder / "spike_times.npy", np.array([3, 9]))
    np.save(folder / "spike_clusters.npy", np.array([0, 1]))
    return folder


def test_a_sorting_with_its_motion_is_read_whole(tmp_path):
    folder = phy(tmp_path / "ks")
    (folder / "motion").mkdir()
    for name, array in (("displacement_seg0", np.ones((2, 1))), ("temporal_bins_s_seg0", [1.0, 2.0])):
        np.save(folder / "motion" / f"{name}.npy", array)
    np.save(folder / "motion" / "spatial_bins_um.npy", np.array([50.0]))
    found = read_result(folder, "ks", tmp_path)
    assert found.problem == "" and found.config is None
    assert found.sorting.unit_ids == ("0", "1") and found.motion.displacement_um.shape == (2, 1)


def test_what_is_wrong_is_said_with_the_name_it_was_given_by(tmp_path):
    folder = phy(tmp_path / "secret")
    (folder / "spike_times.npy").write_bytes(b"")
    found = read_result(folder, "mine", tmp_path)
    assert found.sorting is None and "mine" in found.problem and "secret" not in found.problem
    (tmp_path / "empty").mkdir()
    assert "holds neither a sorting nor a motion estimate" in read_result(tmp_path / "empty", "empty", tmp_path).problem


def test_a_pickle_is_not_opened_and_the_way_around_it_is_said(tmp_path):
    folder = phy(tmp_path / "ks")
    (folder / "ops.npy").write_bytes(b"")
    assert "is a pickle and was not opened" in read_result(folder, "ks", tmp_path).note
    (tmp_path / "alone").mkdir()
    (tmp_path / "alone" / "ops.npy").write_bytes(b"")
    assert "never opened" in read_result(tmp_path / "alone", "alone", tmp_path).problem


def test_the_configuration_is_that_of_the_export_below_the_root(small, tmp_path):
    written = export(Simulation(small), tmp_path / "written", format="phy", jobs=1)
    assert read_result(written / "drifting", "drifting", tmp_path).config == small
    assert read_result(written / "drifting", "drifting", written / "drifting").config is None
