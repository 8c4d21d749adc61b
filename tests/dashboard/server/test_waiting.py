from driftscope_dashboard.server.waiting import PATIENCE_S, WaitingLine, all_taken


class Clock:
    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


def test_who_came_first_is_the_first_to_get_a_page():
    free, clock = [0], Clock()
    line = WaitingLine(lambda: free[0], clock)
    assert [line.place_of(name) for name in "abc"] == [1, 2, 3]
    free[0] = 1
    assert line.place_of("c") == 3
    assert line.place_of("new") == 4
    assert line.place_of("a") == 0
    free[0] = 0
    assert [line.place_of(name) for name in ("b", "c", "new")] == [1, 2, 3]


def test_who_goes_away_gives_up_the_place():
    clock = Clock()
    line = WaitingLine(lambda: 0, clock)
    assert [line.place_of(name) for name in "ab"] == [1, 2]
    clock.now = PATIENCE_S - 1
    assert line.place_of("b") == 2
    clock.now = PATIENCE_S + 1
    assert line.place_of("b") == 1


def test_without_a_line_a_page_is_opened_at_once():
    line = WaitingLine(lambda: 1)
    assert line.place_of("a") == line.place_of("b") == 0


def test_the_page_says_how_many_wait_and_asks_again_by_itself():
    answer = all_taken(3)
    assert answer.status == 503
    assert "2 ahead of you" in answer.as_page()
    assert 'http-equiv="refresh"' in answer.as_page()
