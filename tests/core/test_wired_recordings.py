"""Which column of a file is which contact: units that are added land on the columns that the wiring says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import probeinterface
import pytest
import spikeinterface.core as si
from driftscope import ConfigError
from driftscope.hybrid import BinarySource, Hybrid, HybridConfig, HybridUnit, SpikeInterfaceSource, StillMotion
from driftscope.probe import FileProbe, InlineProbe, NeuropixelsProbe, build_probe
from driftscope.spikes import SpikesConfig
from driftscope.wired_recordings import fitting_channels
from numpy.typing import NDArray

FS, SAMPLES, CONTACTS = 30_000.0, 15_000, 48
POSITIONS = build_probe(NeuropixelsProbe(part_number="NP1000", num_contacts=CONTACTS, first_contact=100))
PERMUTED = np.random.default_rng(1).permutation(CONTACTS)
WIRINGS = {
    "in order": np.arange(CONTACTS),
    "reversed": np.arange(CONTACTS)[::-1],
    "permuted": PERMUTED,
    "with gaps": PERMUTED * 2 + 1,
}


def probe(wiring: Any) -> probeinterface.Probe:
    wired = POSITIONS.copy()
    wired.set_device_channel_indices(wiring)
    return wired


def config(source: Any) -> HybridConfig:
    units = tuple(HybridUnit(dataset="sample_neuropixels1_visual.zarr", template_index=index) for index in (1, 3, 5))
    return HybridConfig(source=source, units=units, motion=StillMotion(), spikes=SpikesConfig(firing_rate_hz=15.0))


def silent(folder: Path, columns: int) -> Path:
    path = folder / f"silent{columns}.bin"
    np.zeros((SAMPLES, columns), dtype="<i2").tofile(path)
    return path


def binary(folder: Path, columns: int, described: Any, **more: Any) -> BinarySource:
    given = {"path": silent(folder, columns), "num_channels": columns, "probe": described, "gain_uv": 0.5}
    return BinarySource(**(given | more))


def by_place(hybrid: Hybrid) -> dict[tuple[float, ...], NDArray[Any]]:
    """The recorded potential at every place of a contact."""
    traces = hybrid.recording.get_traces()
    return {tuple(place): traces[:, column] for column, place in enumerate(hybrid.contact_positions_um.tolist())}


@pytest.mark.parametrize("wiring", WIRINGS)
def test_an_added_unit_lands_on_the_column_that_its_contact_is_wired_to(tmp_path: Path, wiring: str) -> None:
    columns = int(WIRINGS[wiring].max()) + 1
    hybrid = Hybrid(config(binary(tmp_path, columns, InlineProbe.of(probe(WIRINGS[wiring])))))
    plain = Hybrid(config(binary(tmp_path, CONTACTS, InlineProbe.of(probe(np.arange(CONTACTS))))))
    expected = plain.recording.get_traces()
    assert np.abs(expected).max() > 50
    # the channel that is called "7" is column 7 of the file, wherever its contact stands
    traces = dict(zip(hybrid.recording.channel_ids.tolist(), hybrid.recording.get_traces().T, strict=True))
    for contact, column in enumerate(WIRINGS[wiring].tolist()):
        np.testing.assert_allclose(traces[str(column)], expected[:, contact], atol=0.01)


@pytest.mark.parametrize("wiring", ["reversed", "permuted"])
def test_the_same_wiring_means_the_same_as_in_spikeinterface(tmp_path: Path, wiring: str) -> None:
    path = silent(tmp_path, CONTACTS)
    theirs = si.read_binary(path, FS, "int16", CONTACTS, gain_to_uV=0.5, offset_to_uV=0.0)
    theirs.set_probe(probe(WIRINGS[wiring]))
    ours = Hybrid(config(binary(tmp_path, CONTACTS, InlineProbe.of(probe(WIRINGS[wiring])))))
    np.testing.assert_array_equal(ours.contact_positions_um, theirs.get_channel_locations())
    given = Hybrid(config(ours.config.source), theirs)
    np.testing.assert_array_equal(given.recording.get_traces(), ours.recording.get_traces())


@pytest.mark.filterwarnings("ignore:Exception ignored in. <_io.FileIO:pytest.PytestUnraisableExceptionWarning")
def test_the_wiring_of_a_probe_that_completes_a_saved_recording_is_followed(tmp_path: Path) -> None:
    recording = si.read_binary(
        silent(tmp_path, CONTACTS + 1), FS, "int16", CONTACTS + 1, gain_to_uV=0.5, offset_to_uV=0
    )
    recording.save(folder=tmp_path / "saved")
    backwards = np.arange(CONTACTS)[::-1] + 1
    source = SpikeInterfaceSource(path=tmp_path / "saved", probe=InlineProbe.of(probe(backwards)))
    ours = Hybrid(config(source))
    np.testing.assert_array_equal(ours.contact_positions_um, POSITIONS.contact_positions[::-1])
    assert ours.recording.channel_ids.tolist() == recording.channel_ids[1:].tolist()
    assert any("1 channel omitted (0): no contact" in one.message for one in ours.advice)


def test_a_window_of_some_channels_is_that_of_the_wired_columns(tmp_path: Path) -> None:
    path = tmp_path / "counted.bin"
    samples = np.arange(5_000 * 60, dtype="<i2").reshape(-1, 60)
    samples.tofile(path)
    source = binary(tmp_path, 60, InlineProbe.of(probe(PERMUTED + 5)), path=path)
    recording = Hybrid(config(source)).background
    window = recording.get_traces(0, 100, 120, channel_ids=["50", "7"])
    np.testing.assert_allclose(window, samples[100:120, [50, 7]] * 0.5)


def test_a_column_that_no_contact_is_wired_to_is_left_out_and_said(tmp_path: Path) -> None:
    broken = np.arange(CONTACTS).copy()
    broken[[3, 10]] = -1
    hybrid = Hybrid(config(binary(tmp_path, CONTACTS + 1, InlineProbe.of(probe(broken)))))
    assert hybrid.problems() == ()
    assert len(hybrid.recording.channel_ids) == CONTACTS - 2
    said = {one.path: one.message for one in hybrid.advice if one.path == "source.probe"}
    words = "\n".join(one.message for one in hybrid.advice)
    assert said
    assert "2 contacts of 48 omitted: not wired" in words
    assert "3 channels omitted (3, 10, 48)" in words


def test_a_file_with_a_channel_for_synchronization_opens_with_a_guess_that_is_said(tmp_path: Path) -> None:
    plain = NeuropixelsProbe(part_number="NP1000", num_contacts=CONTACTS, first_contact=100)
    hybrid = Hybrid(config(binary(tmp_path, CONTACTS + 1, plain)))
    assert hybrid.recording.channel_ids.tolist() == [str(column) for column in range(CONTACTS)]
    [said] = [one for one in hybrid.advice if one.path == "source.probe"]
    assert "the first 48 channels are assumed to be the contacts in order; 1 channel omitted (48)" in said.message


@pytest.mark.parametrize(
    ("wiring", "columns", "words"),
    [
        (np.arange(CONTACTS) + 5, CONTACTS, r"wires 5 contacts to channels that the recording does not have \(48, 49"),
        (np.arange(CONTACTS), CONTACTS - 1, "has 48 contacts for 47 channels"),
    ],
)
def test_columns_that_the_file_has_not_are_refused(tmp_path: Path, wiring: Any, columns: int, words: str) -> None:
    hybrid = Hybrid(config(binary(tmp_path, columns, InlineProbe.of(probe(wiring)))))
    with pytest.raises(ConfigError, match=words) as refused:
        hybrid.recording  # noqa: B018
    assert refused.value.problems[0].path == "source.probe"


def _prb(tmp_path: Path, wiring: list[int], said: Any) -> FileProbe:
    places = {channel: (0.0, 25.0 * at) for at, channel in enumerate(wiring)}
    words = f"total_nb_channels = {said}\nchannel_groups = {{0: {{'channels': {wiring}, 'geometry': {places}}}}}\n"
    (tmp_path / "x.prb").write_text(words)
    return FileProbe(path=tmp_path / "x.prb")


@pytest.mark.parametrize(
    ("said", "columns", "guess", "words"),
    [
        (20, 20, None, "20 channels, from the probe file"),
        (37, 20, 37, "not the 37 in the probe file"),
        (6, 20, 12, "channels were inferred"),
    ],
)
@pytest.mark.parametrize("carried", [False, True])
def test_the_number_of_channels_that_a_prb_file_says_is_followed(
    tmp_path: Path, said: int, columns: int, guess: int | None, words: str, carried: bool
) -> None:
    probe_file = _prb(tmp_path, list(range(4, 12)), said)
    given = InlineProbe.from_text(probe_file.path.read_text(), "x.prb") if carried else probe_file
    hybrid = Hybrid(config(binary(tmp_path, columns, given, num_channels=None)))
    [remark] = [one for one in hybrid.advice if one.path == "source.num_channels"]
    fitting = [] if guess is None else fitting_channels(SAMPLES * columns * 2, 2, guess)
    assert remark.given == next((number for number in fitting if number >= 12), said)
    assert words in remark.message
    passed_over = [one.message for one in hybrid.advice if "total_nb_channels is ignored" in one.message]
    assert len(passed_over) == (said < 12 and not carried)
    assert "num_channels" not in hybrid.probe.annotations


def test_a_guess_has_room_for_the_channels_that_are_wired(tmp_path: Path) -> None:
    far = [CONTACTS + channel for channel in range(4)]
    hybrid = Hybrid(config(binary(tmp_path, CONTACTS + 4, _prb(tmp_path, far, "None"), num_channels=None)))
    assert hybrid.raw_background.get_num_channels() == 4
    [remark] = [one for one in hybrid.advice if one.path == "source.num_channels"]
    assert remark.given == CONTACTS + 4


@pytest.mark.parametrize("columns", [CONTACTS, CONTACTS + 1])
def test_a_number_of_channels_that_was_guessed_is_shown_with_its_alternatives(tmp_path: Path, columns: int) -> None:
    plain = NeuropixelsProbe(part_number="NP1000", num_contacts=CONTACTS, first_contact=100)
    hybrid = Hybrid(config(binary(tmp_path, columns, plain, num_channels=None)))
    assert hybrid.raw_background.get_num_channels() == CONTACTS
    [said] = [one for one in hybrid.advice if one.path == "source.num_channels"]
    assert said.given == columns
    assert f"{columns} channels were inferred" in said.message
    others = fitting_channels(SAMPLES * columns * 2, 2, CONTACTS)[1:]
    assert f"also possible: {', '.join(map(str, others))}" in said.message


def test_channels_of_the_same_name_are_numbered_and_read_by_their_place() -> None:
    traces = np.random.default_rng(0).normal(0, 10, (SAMPLES, CONTACTS)).astype("float32")
    recording = si.NumpyRecording([traces], FS, channel_ids=["a"] * 2 + list(range(CONTACTS - 2)))
    recording.set_probe(POSITIONS)
    hybrid = Hybrid(config(NEVER_OPENED), recording)
    assert hybrid.recording.channel_ids.tolist() == [str(one) for one in range(CONTACTS)]
    np.testing.assert_array_equal(hybrid.background.get_traces(0, 0, 50, channel_ids=["1", "0"]), traces[:50, [1, 0]])
    assert any("channel ids are not unique" in one.message for one in hybrid.advice)


NEVER_OPENED = BinarySource(path="never.bin")


def test_several_probes_of_a_recording_are_joined() -> None:
    group = probeinterface.ProbeGroup()
    for number in range(2):
        half = POSITIONS.get_slice(np.arange(24) + 24 * number)
        half.move([500.0 * number, 0.0])
        half.set_device_channel_indices(np.arange(24) + 24 * (1 - number))
        group.add_probe(half)
    recording = si.NumpyRecording([np.zeros((SAMPLES, CONTACTS), "float32")], FS)
    recording.set_probegroup(group)
    hybrid = Hybrid(config(NEVER_OPENED), recording)
    np.testing.assert_array_equal(hybrid.contact_positions_um, recording.get_channel_locations())
    assert hybrid.probe.get_shank_count() == 2
    assert any("2 probes: they are joined" in one.message for one in hybrid.advice)


def test_a_recording_of_several_segments_says_which_one_is_used() -> None:
    recording = si.NumpyRecording([np.zeros((SAMPLES, CONTACTS), "float32")] * 3, FS)
    recording.set_probe(POSITIONS)
    hybrid = Hybrid(config(NEVER_OPENED).replace(segment_index=1), recording)
    [said] = [one for one in hybrid.advice if one.path == "segment_index"]
    assert "3 segments: only segment 1" in said.message
