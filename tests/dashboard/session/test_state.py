from driftscope_dashboard.session.state import Activity, Notices


def test_activity_is_busy_until_all_work_ended():
    activity = Activity()
    activity.begin()
    activity.begin()
    activity.end()
    assert activity.word == "busy"
    activity.end()
    assert activity.word == "ready"


def test_the_same_words_can_be_said_twice():
    notices, heard = Notices(), []
    notices.subscribe({"latest"}, lambda: heard.append(notices.latest))
    notices.say("hello")
    notices.say("hello")
    assert [words for _, _, words in heard] == ["hello", "hello"]
