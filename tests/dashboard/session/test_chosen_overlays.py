from driftscope_dashboard.session.chosen_overlays import SHOWN_OVERLAYS, Overlays
from driftscope_dashboard.session.selection import Selection
from driftscope_dashboard.session.sharing import Look


def test_what_one_chose_stays_when_a_lesson_goes_on():
    overlays, seen = Overlays(Selection()), []
    overlays.subscribe({"shown"}, lambda: seen.append(sorted(overlays.shown)))
    overlays.choose("estimate", on=True)
    overlays.reveal(["rings", "estimate"])
    overlays.reveal([])
    assert overlays.shown == {"estimate"}
    overlays.choose("estimate", on=False)
    assert seen == [["estimate"], ["estimate", "rings"], ["estimate"], []]


def test_what_a_lesson_revealed_can_be_hidden():
    overlays = Overlays(Selection())
    overlays.reveal(["rings"])
    overlays.choose("rings", on=False)
    assert overlays.shown == frozenset()


def test_what_one_chose_is_part_of_the_look_and_what_a_lesson_revealed_is_not():
    selection = Selection()
    overlays = Overlays(selection)
    for name in SHOWN_OVERLAYS:
        overlays.choose(name, on=True)
    overlays.choose("rings", on=False)
    overlays.reveal(["rings"])
    look = Look.of(selection)
    assert {*look.overlays} == {*SHOWN_OVERLAYS} - {"rings"}
    elsewhere = Selection()
    shown = Overlays(elsewhere)
    elsewhere.look(overlays=Look.from_dict({"overlays": [*look.overlays, "of a later version"]}).overlays)
    assert shown.shown == {*SHOWN_OVERLAYS} - {"rings"}
