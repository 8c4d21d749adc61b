import numpy as np
from driftscope_dashboard.results.correcting import CORRECTED, correction, estimate_of_shown, is_corrected


def test_depths_are_corrected_when_that_is_chosen_of_the_drifting_recording(state, results, loaded):
    state.overlays.choose(CORRECTED, on=True)
    assert correction(state, results) is None
    results.add(loaded)
    np.testing.assert_allclose(correction(state, results).displacement_um, loaded.motion.displacement_um, atol=1e-6)
    assert correction(state, results) is correction(state, results), "one value as long as nothing changes"
    state.selection.look(moving=False)
    assert not is_corrected(state, results)
    assert estimate_of_shown(state, results) is not None


def test_an_estimate_of_another_configuration_corrects_nothing(state, results, loaded):
    results.add(loaded)
    state.overlays.choose(CORRECTED, on=True)
    state.session.change({"noise.level_uv": 3.0})
    assert estimate_of_shown(state, results) is None and not is_corrected(state, results)
