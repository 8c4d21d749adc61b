import numpy as np
import pytest
from driftscope.hybrid import HybridConfig
from driftscope_dashboard.hybrid.sections import CONTACTS
from driftscope_dashboard.kinds import HYBRID
from driftscope_dashboard.session.allowed_paths import AllowedPaths


@pytest.fixture
def editor(state, services, folder):
    return HYBRID.editor(state, services, AllowedPaths((folder,)))


def control(editor, path):
    return editor.controls[path]


def test_a_number_that_is_set_is_in_the_configuration(editor, session):
    control(editor, "units.1.move_um").take([0, -40])
    assert session.config.units[1].move_um == (0.0, -40.0)
    control(editor, "spikes.firing_rate_hz").take(12)
    assert session.config.spikes.firing_rate_hz == 12


def test_amplitude_and_signal_to_noise_switch_each_other_off(editor, session):
    control(editor, "units.0.peak_uv").take(120)
    assert (session.config.units[0].peak_uv, session.config.units[0].snr) == (120, None)
    control(editor, "units.0.snr").take(8)
    assert (session.config.units[0].peak_uv, session.config.units[0].snr) == (None, 8)
    assert control(editor, "units.0.peak_uv").value is None


def test_an_amplitude_that_is_switched_on_changes_nothing_yet(editor, session):
    before = session.simulation.peaks_uv.copy()
    field = control(editor, "units.1.peak_uv")
    field.take(field.fallback)
    assert session.simulation.peaks_uv == pytest.approx(before, rel=5e-3)


def test_fewer_units_have_fewer_fields(editor, session):
    session.restructure({"units": [session.config.units[0].to_dict()]})
    assert not any(path.startswith("units.1") for path in editor.controls)
    assert len(editor.sections["units"].cards.headings) == 1


def test_a_unit_off_the_probe_is_said_beside_its_field_with_a_move_that_brings_it_back(editor, session):
    control(editor, "units.0.move_um").take([0, 9_000])
    field = control(editor, "units.0.move_um")
    assert "off the recording's probe" in field.problem
    assert session.simulation.origin.units[0].move_um == (0.0, 0.0)
    field.take(field.suggestion)
    assert not session.problems
    low, high = session.simulation.contact_positions_um[:, 1].min(), session.simulation.contact_positions_um[:, 1].max()
    assert low <= session.simulation.locations_um[0, 1] <= high


def test_several_units_off_the_probe_are_brought_back_together(editor, session):
    session.restructure({"units.0.move_um": [0, 9_000], "units.1.move_um": [0, -9_000]})
    assert editor.sections["units"].strayed.visible
    editor.sections["units"].strayed.hear({"remedy": True})
    assert not session.problems
    assert not editor.sections["units"].strayed.visible
    assert len(set(session.simulation.locations_um[:, 1].round())) == 2


def test_advice_stands_beside_its_field_and_mends_it(editor, session):
    session.restructure({"motion": {"kind": "still"}})
    assert "do not move" in editor.sections["motion"].told.advice
    editor.sections["motion"].told.hear({"remedy": True})
    assert session.config.motion.kind == "source"
    assert not editor.sections["motion"].told.visible


def test_a_probe_that_does_not_fit_is_said_with_a_proposal(editor, session, folder):
    editor.sections["recording"].recording.menu.take("deep/flat.bin")
    control(editor, "source.num_channels").take(96)
    field = control(editor, CONTACTS)
    assert "contacts for 96 channels" in field.problem
    field.take(field.suggestion)
    assert not session.problems
    assert session.simulation.config.num_samples == 30_001


def test_a_value_with_which_nothing_can_be_made_comes_with_the_last_good_one(editor, session):
    control(editor, "segment_index").take(4)
    assert "segments" in control(editor, "segment_index").problem
    assert control(editor, "segment_index").suggestion == 0


def test_the_motion_is_chosen(editor, session, folder):
    editor.sections["motion"].menu.take("drawn")
    assert session.config.motion.kind == "drawn"
    assert any(path.startswith("motion.motion.components.0.") for path in editor.controls)
    editor.sections["motion"].menu.take("still")
    assert session.config == HybridConfig.from_dict({**session.config.to_dict(), "motion": {"kind": "still"}})


def test_a_motion_that_spikeinterface_saved_is_followed(state, services, session, folder):
    from spikeinterface.core.motion import Motion

    times, depths = np.linspace(0.5, 9.5, 10), np.array([1_000.0, 1_900.0])
    way = np.column_stack([np.linspace(0, 20, 10), np.linspace(0, 10, 10)])
    Motion([way], [times], depths).save(folder / "motion")
    editor = HYBRID.editor(state, services, AllowedPaths((folder,)))
    assert ["folder motion", "motion"] in editor.sections["motion"].menu.options
    editor.sections["motion"].menu.take("folder motion")
    assert session.config.motion.path == folder / "motion"
    assert not session.problems
    motion = session.simulation.motion
    last = np.array([len(motion.vectors_um) - 1])
    assert 10.0 <= motion.displacement_um(last, np.array([0]))[0, 1] <= 20.5


def test_what_was_guessed_or_left_out_is_said(editor, session, flat):
    source = {**flat.source.to_dict(), "num_channels": None}
    session.restructure({"source": source, "motion": {"kind": "still"}})
    assert not session.problems
    assert f"{96} channels were inferred" in control(editor, "source.num_channels").advice
    assert not editor.sections["recording"].recording.path.advice
    control(editor, "source.num_channels").take(96)
    control(editor, CONTACTS).take(95)
    assert not session.problems
    assert (
        "the first 95 channels are assumed to be the contacts in order"
        in editor.sections["recording"].recording.path.advice
    )


def test_what_a_motion_does_not_cover_is_said(editor, session, folder):
    motion = {"kind": "measured", "times_s": [1.0, 2.0, 3.0], "displacement_um": [[0.0], [5.0], [0.0]]}
    session.restructure({"motion": motion})
    assert not session.problems
    assert "its first and last values are held" in control(editor, "motion.times_s").advice
    np.save(folder / "displacement_seg0.npy", [[0.0], [5.0], [0.0]])
    np.save(folder / "temporal_bins_s_seg0.npy", [1.0, 2.0, 3.0])
    np.save(folder / "spatial_bins_um.npy", [0.0])
    session.restructure({"motion": {"kind": "folder", "path": str(folder)}})
    assert not session.problems
    assert "its first and last values are held" in editor.sections["motion"].told.advice
    assert editor.sections["motion"].told.remedy == ""
