"""What might be better in a hybrid."""

from typing import Any

import numpy as np
from driftscope.hybrid import (
    Hybrid,
    HybridUnit,
)
from hybrid_examples import DATASET, InMemory, config, in_memory, sample_templates


def test_a_unit_partly_off_the_probe_is_kept_and_spoken_of() -> None:
    off = HybridUnit(dataset=DATASET, template_index=1, move_um=(0.0, -110.0))
    hybrid = Hybrid(config(units=(off,)), in_memory())
    [advice] = [one for one in hybrid.advice if one.path == "units.0.move_um"]
    assert "of the template's peak remains" in advice.message
    mended = Hybrid(hybrid.config.replace(advice.changes), in_memory())
    assert not [one for one in mended.advice if one.path == "units.0.move_um"]
    assert np.abs(hybrid.templates.templates_array).max() > 1


def test_a_template_from_the_end_of_its_probe_is_spoken_of_in_the_middle_of_another() -> None:
    whole = sample_templates()
    main = int(whole.take([5]).get_main_channels()[0])
    ended: Any = InMemory(ended=whole.select_channels(whole.channel_ids[main - 20 : main + 1]))
    units = (HybridUnit(dataset="ended", template_index=5),)
    advice = {one.path: one.message for one in Hybrid(config(units=units), in_memory(), ended).advice}
    assert "where the probe of its dataset ended" in advice["units.0.template_index"]


def test_advice_is_given_and_travels_with_the_recording() -> None:
    hybrid = Hybrid(config(), in_memory())
    assert any("does not drift" in one.message for one in hybrid.advice)
    assert any("does not drift" in sentence for sentence in hybrid.recording.get_annotation("advice"))
