"""Options of an export."""

import pytest
from driftscope import ConfigError
from driftscope.export import ExportOptions, SampleFormat


@pytest.mark.parametrize(
    ("recording", "names"),
    [("static", ("static",)), ("drifting", ("drifting",)), ("both", ("static", "drifting"))],
)
def test_the_recordings_that_are_written_are_named(recording, names):
    assert ExportOptions(recording=recording).names == names


def test_options_survive_their_dictionary_and_refuse_everything_at_once():
    options = ExportOptions(format="zarr", samples=SampleFormat(dtype="float32"))
    assert ExportOptions.from_dict(options.to_dict()) == options
    with pytest.raises(ConfigError) as refused:
        ExportOptions.from_dict({"recording": "moving", "samples": {"adc_bits": 40}})
    assert {problem.path for problem in refused.value.problems} == {"recording", "samples.adc_bits"}
