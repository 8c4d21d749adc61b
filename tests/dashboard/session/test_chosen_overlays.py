from driftscope_dashboard.session.chosen_overlays import Overlays


def test_what_one_chose_stays_when_a_lesson_goes_on():
    overlays, seen = Overlays(), []
    overlays.subscribe({"shown"}, lambda: seen.append(sorted(overlays.shown)))
    overlays.choose("estimate", on=True)
    overlays.reveal(["rings", "estimate"])
    overlays.reveal([])
    assert overlays.shown == {"estimate"}
    overlays.choose("estimate", on=False)
    assert seen == [["estimate"], ["estimate", "rings"], ["estimate"], []]


def test_what_a_lesson_revealed_can_be_hidden():
    overlays = Overlays()
    overlays.reveal(["rings"])
    overlays.choose("rings", on=False)
    assert overlays.shown == frozenset()
