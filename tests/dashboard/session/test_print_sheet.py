from driftscope_dashboard.session.print_sheet import COLUMNS, MOST_ROWS, worst_rows


def test_the_units_of_which_least_is_left_come_first(state):
    sheet = worst_rows((state.session.simulation, None, 5.0))
    left = [int(row[5]) for row in sheet["rows"]]
    assert 0 < len(left) <= MOST_ROWS
    assert left == sorted(left)
    assert all(len(row) == len(COLUMNS) for row in sheet["rows"])
    assert sheet["heading"] == "Units most reduced at 5.0 s"


def test_depths_without_a_loud_unit_are_said(state):
    sheet = worst_rows((state.session.simulation, (-9000.0, -8000.0), 5.0))
    assert sheet["rows"] == []
    assert sheet["heading"].startswith("No unit here")
