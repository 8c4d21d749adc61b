import numpy as np
from driftscope_dashboard.session.motion_folders import MOST_OFFERED, find_motion_folders, is_motion_folder


def motion_in(folder):
    folder.mkdir(parents=True)
    np.save(folder / "displacement_seg0.npy", np.zeros((2, 1)))
    np.save(folder / "temporal_bins_s_seg0.npy", np.array([0.0, 5.0]))
    np.save(folder / "spatial_bins_um.npy", np.array([100.0]))
    return folder


def test_motion_folders_are_found_some_levels_deep(tmp_path):
    motion_in(tmp_path / "night" / "motion")
    motion_in(tmp_path / "day")
    (tmp_path / "else").mkdir()
    names = [name for name, _ in find_motion_folders([tmp_path, tmp_path / "missing"])]
    assert names == ["day", "night/motion"]
    assert not is_motion_folder(tmp_path / "else")


def test_only_some_are_offered(tmp_path):
    for number in range(MOST_OFFERED + 3):
        motion_in(tmp_path / f"m{number}")
    assert len(find_motion_folders([tmp_path])) == MOST_OFFERED
