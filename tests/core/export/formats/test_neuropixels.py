"""Which channel reads which contact: the maps undo SpikeGLX's own, and what no system could record is refused."""

import numpy as np
import pytest
from driftscope.export.formats.neuropixels import NUM_CHANNELS, UnreadableProbeError, channels_of, readout_of
from driftscope.probe import InlineProbe, LinearProbe, NeuropixelsProbe, neuropixels_part_numbers

NOT_READ_OUT = {
    "NP1110",  # groups of banks
    "NP1200",  # 128 channels
    "NP1210",
    "NP1300",  # not 1.0, though read out alike
    "NP1400",
    "NP2020",  # 1536 channels
    "NP2021",
    "NP2022",
    *(number for number in neuropixels_part_numbers() if number.startswith("NP3")),
}
BLOCK_OF_CHANNELS = [
    [0, 6, 1, 7, 2, 4, 3, 5],
    [6, 0, 7, 1, 4, 2, 5, 3],
    [2, 4, 3, 5, 0, 6, 1, 7],
    [4, 2, 5, 3, 6, 0, 7, 1],
]


def _single_shank_electrode(channel: int, bank: int) -> int:
    """Return SpikeGLX's IMRODesc_T21base::chToEl, which searches for the row."""
    right = channel % 2
    place = (channel % 32 - right) // 2
    [row] = [row for row in range(16) if (row * (1, 7, 5, 3)[bank] + right * (0, 4, 8, 12)[bank]) % 16 == place]
    return 384 * bank + 32 * (channel // 32) + 2 * row + right


def _four_shank_electrode(channel: int, shank: int, bank: int) -> int:
    """Return SpikeGLX's IMRODesc_T24base::chToEl."""
    return 384 * bank + 48 * BLOCK_OF_CHANNELS[shank][channel // 48] + channel % 48


@pytest.mark.parametrize("bank", range(4))
def test_the_map_of_single_shanks_undoes_that_of_spikeglx(bank: int) -> None:
    features = {"channel_mapping_type": "2.0SS scrambled"}
    channels = np.arange(NUM_CHANNELS)
    electrodes = np.array([_single_shank_electrode(channel, bank) for channel in channels.tolist()])
    np.testing.assert_array_equal(channels_of(features, np.zeros_like(electrodes), electrodes), channels)


@pytest.mark.parametrize("bank", range(4))
@pytest.mark.parametrize("shank", range(4))
def test_the_map_of_four_shanks_undoes_that_of_spikeglx(shank: int, bank: int) -> None:
    features = {"channel_mapping_type": "2.0MS blocks"}
    channels = np.arange(NUM_CHANNELS)
    electrodes = np.array([_four_shank_electrode(channel, shank, bank) for channel in channels.tolist()])
    np.testing.assert_array_equal(channels_of(features, np.full_like(electrodes, shank), electrodes), channels)


@pytest.mark.parametrize("part_number", neuropixels_part_numbers())
def test_every_bundled_probe_is_read_out_or_refused_in_words(part_number: str) -> None:
    probe = NeuropixelsProbe(part_number=part_number, num_contacts=128).build()
    if part_number in NOT_READ_OUT:
        with pytest.raises(UnreadableProbeError, match="choose NP1000 or NP2013"):
            readout_of(probe)
    else:
        readout = readout_of(probe)
        assert np.unique(readout.channel).size == 128
        assert readout.readout_table.count("(") == NUM_CHANNELS + 1


@pytest.mark.parametrize(
    ("part_number", "step_uv"),
    [("NP1000", 1.2e6 / 2**10 / 500), ("NP2000", 1e6 / 2**14 / 80), ("NP2013", 1.24e6 / 2**12 / 100)],
)
def test_steps_are_those_of_the_converter(part_number: str, step_uv: float) -> None:
    readout = readout_of(NeuropixelsProbe(part_number=part_number).build())
    assert readout.gain_uv == pytest.approx(step_uv, rel=1e-12)


@pytest.mark.parametrize(("part_number", "first"), [("NP1000", 100), ("NP2000", 96), ("NP2013", 0)])
def test_384_contacts_use_every_channel_once(part_number: str, first: int) -> None:
    readout = readout_of(NeuropixelsProbe(part_number=part_number, first_contact=first).build())
    assert sorted(readout.channel.tolist()) == list(range(NUM_CHANNELS))


def test_contacts_that_share_a_channel_are_refused_by_name() -> None:
    with pytest.raises(UnreadableProbeError, match="contacts e0 and e384 share one"):
        readout_of(NeuropixelsProbe(part_number="NP1000", num_contacts=385).build())


def test_moved_contacts_are_refused() -> None:
    probe = NeuropixelsProbe(part_number="NP1000", num_contacts=16).build()
    probe.move([0.0, 5.0])
    with pytest.raises(UnreadableProbeError, match="not those of NP1000"):
        readout_of(InlineProbe.of(probe).build())


def test_other_probes_are_refused() -> None:
    with pytest.raises(UnreadableProbeError, match="needs a Neuropixels"):
        readout_of(LinearProbe().build())
