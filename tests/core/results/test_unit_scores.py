from __future__ import annotations

import numpy as np
from driftscope.results import SCORED_UNIT_COLUMNS, Sorted, compare, scored_units
from driftscope.unit_table import table_of


def test_drift_and_loss_stand_side_by_side_the_worst_first(simulation, truth):
    keep = (np.arange(len(truth.train)) % 3 > 0) & (truth.train.unit_index != 4)
    sorting = Sorted(truth.train.sample_index[keep], truth.train.unit_index[keep], truth.unit_ids)
    comparison = compare(truth, sorting).comparison
    plain = table_of(simulation, range(2, 8), 3.0)
    rows = scored_units(plain, comparison)
    assert sorted(row["unit"] for row in rows) == list(range(2, 8))
    lost = [row["lost_spikes"] for row in rows]
    assert lost == sorted(lost, reverse=True) and tuple(rows[0]) == SCORED_UNIT_COLUMNS
    for row in rows:
        unit = row["unit"]
        assert row["accuracy"] == comparison.score.accuracy[unit]
        assert row["left"] == next(one.left for one in plain if one.unit == unit)
        assert (row["tracking"] == 0) == (unit == 4)
