"""The points of a motion field are dragged, added and removed on the page."""

import pytest
from driftscope import SimulationConfig
from driftscope_dashboard.session.sharing import Look, Shared, encode

SMALL = SimulationConfig().replace(
    {
        "duration_s": 60.0,
        "probe": {"kind": "linear", "num_contacts": 16},
        "units": {"num_units": 8, "minimum_distance_um": None},
        "motion.components": [
            {
                "kind": "field",
                "times_s": [0.0, 30.0, 60.0],
                "depths_um": [0.0, 300.0],
                "displacement_um": [[0.0, 0.0], [10.0, 4.0], [0.0, 0.0]],
            }
        ],
    }
)
LINK = f"?c={encode(Shared(SMALL, Look(time_s=12.0, tab='field')))}"
PLACES = """() => {
    for (const d of Bokeh.documents) for (const m of d._all_models.values())
        if (m.type === "Figure" && m.name === "knots") {
            const [view] = Bokeh.index.query(v => v.model === m)
            const box = view.el.getBoundingClientRect()
            const points = m.renderers.map(r => r.data_source).find(s => s.data.row)
            if (!points || !points.data.x.length) return null
            const {x, y} = points.data
            return [...x].map((time, i) => [
                box.x + view.frame.x_scale.compute(time), box.y + view.frame.y_scale.compute(y[i]), time, y[i]])
        }
    return null }"""


class Points:
    """The points as they are drawn, and ways to change them."""

    def __init__(self, dashboard):
        self.dashboard, self.page = dashboard, dashboard.page

    def places(self):
        return self.page.wait_for_function(PLACES).json_value()

    def wait_for(self, number):
        self.page.wait_for_function(f"() => (({PLACES})() ?? []).length === {number}")
        self.dashboard.wait_for_picture()

    def drag(self, index, dx, dy):
        x, y, *_ = self.places()[index]
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        for share in (0.3, 0.7, 1.0):
            self.page.mouse.move(x + dx * share, y + dy * share)
        self.page.mouse.up()

    def moved(self):
        return self.dashboard.value("knots-moved")


@pytest.fixture
def points(dashboard):
    dashboard.open(LINK)
    found = Points(dashboard)
    found.wait_for(6)
    return found


def test_a_point_is_dragged_added_removed_and_undone(points):
    page, board = points.page, points.dashboard
    before = points.places()
    points.drag(2, 0, -20)
    page.wait_for_function("before => document.querySelector('.ds-knots-moved')?.node.value > before", arg=10)
    board.wait_for_picture()
    higher = points.moved()
    assert higher > 10
    board.control("undo").locator("button").click()
    page.wait_for_function("() => document.querySelector('.ds-knots-moved')?.node.value === 10")
    board.wait_for_picture()
    after = points.places()
    assert [time for *_, time, _ in after] == [time for *_, time, _ in before]
    (x0, y0, *_), (x2, y2, *_) = after[0], after[2]
    page.mouse.click((x0 + x2) / 2, (y0 + y2) / 2 - 8)
    points.wait_for(8)
    x, y, *_ = points.places()[2]
    page.mouse.click(x, y)
    page.keyboard.press("Backspace")
    points.wait_for(6)


def test_a_point_is_moved_without_a_mouse(points):
    board = points.dashboard
    board.type_into("knots-point", "2")
    board.type_into("knots-moved", "-6")
    points.page.wait_for_function("() => document.querySelector('.ds-motion-components-0-displacement_um')")
    board.wait_for_picture()
    assert points.moved() == -6


DROP = """([name, text]) => {
    const {x, y, width, height} = document.querySelector(".ds-knots-body").getBoundingClientRect()
    const data = new DataTransfer()
    data.items.add(new File([text], name))
    const at = {clientX: x + width / 2, clientY: y + height / 2, dataTransfer: data, bubbles: true, cancelable: true}
    document.dispatchEvent(new DragEvent("drop", at))
}"""


def test_a_table_that_is_dropped_on_the_tab_becomes_the_field(points):
    table = "time_s,0,100,200,300\n0,0,0,0,0\n60,5,10,-5,2\n"
    points.page.evaluate(DROP, ["motion.csv", table])
    points.wait_for(8)
    assert points.dashboard.control("motion-components-1-kind").count() == 1
