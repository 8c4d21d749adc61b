from driftscope_dashboard.results.columns import COLUMNS, score_columns


def test_a_result_adds_its_columns_to_the_table_of_units(state, results, loaded):
    assert score_columns(results.score, state.session.simulation) == []
    results.add(loaded)
    columns = score_columns(results.score, state.session.simulation)
    assert [column for column, _ in columns] == list(COLUMNS)
    score = results.score.comparison.score
    values = {column.name: values for column, values in columns}
    assert values["lost"] == score.false_negatives.tolist()
    assert all(len(one) == score.true.num_units for one in values.values())


def test_the_columns_of_another_recording_are_none(state, results, loaded):
    results.add(loaded)
    assert score_columns(results.score, object()) == []
    assert score_columns(None, state.session.simulation) == []
