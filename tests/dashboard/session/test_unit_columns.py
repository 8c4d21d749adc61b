from driftscope_dashboard.session.unit_columns import OWN, Column, UnitColumns


def test_the_curve_is_the_last_of_the_own_columns():
    assert OWN[-1].name == "curve"
    assert [column.name for column in OWN][:4] == ["unit", "depth", "moved", "rest"]
    assert all(column.help and column.label for column in OWN)


def test_further_columns_come_and_go():
    columns, heard = UnitColumns(), []
    columns.subscribe({"added"}, lambda: heard.append(len(columns.added)))
    columns.show([(Column("accuracy", "accuracy", "Share of its spikes found", "share"), [0.5, None])])
    columns.show([])
    assert heard == [1, 0]
