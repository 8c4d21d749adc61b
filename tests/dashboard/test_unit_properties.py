from typing import get_args

from driftscope.lessons.looks import ScatterName
from driftscope.unit_table import UNIT_ROW_COLUMNS
from driftscope_dashboard.unit_properties import FURTHER, OWN, RESULT, on_axes


def test_every_property_of_an_axis_can_stand_in_a_link_and_in_a_lesson():
    assert {one.property_name for one in on_axes((*OWN, *FURTHER, *RESULT))} == set(get_args(ScatterName))


def test_own_properties_have_the_names_of_the_file_of_units():
    assert {one.property_name for one in on_axes(OWN)} <= set(UNIT_ROW_COLUMNS)


def test_axes_tell_their_unit_and_shares_are_percent():
    labels = {one.name: one.axis_label for one in on_axes((*OWN, *FURTHER, *RESULT))}
    assert labels["rest"] == "peak at rest (µV)" and labels["recall"] == "recall (%)" and labels["snr"] == "SNR"


def test_the_browser_reads_of_a_column_what_it_draws():
    assert OWN[1].described() == {
        "name": "depth", "label": "depth (µm)", "help": "Depth at rest, from the tip of the probe", "kind": "whole",
    }  # fmt: skip
