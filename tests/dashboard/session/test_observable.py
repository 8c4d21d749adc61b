from driftscope_dashboard.session.observable import Observable


class Lamp(Observable):
    def __init__(self):
        super().__init__()
        self.on, self.colour = False, "white"

    def set(self, **values):
        return self._set(**values)


def test_only_what_changed_is_told_and_only_to_those_who_asked():
    lamp, heard = Lamp(), []
    lamp.subscribe({"on"}, lambda: heard.append("on"))
    lamp.subscribe({"on", "colour"}, lambda: heard.append("any"))
    assert lamp.set(colour="red")
    assert heard == ["any"]
    assert not lamp.set(colour="red", on=False)
    assert lamp.set(on=True)
    assert heard == ["any", "on", "any"]
