from driftscope_dashboard.session.help_texts import PICTURES, listed
from driftscope_dashboard.views import all_views


def test_every_picture_of_the_page_is_explained():
    assert {view.name for view in all_views()} <= {one.view for one in PICTURES}


def test_every_picture_has_one_sentence_and_one_thing_to_try():
    for _, title, shows, to_try in listed():
        assert title
        for words in (shows, to_try):
            assert words.endswith(".")
            assert words.count(". ") == 0
