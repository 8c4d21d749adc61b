"""A thousand things done to the page at random, faster than it can draw them: it stays whole and tells the truth.

DRIFTSCOPE_SOAK_NUMBER says how many for each seed, DRIFTSCOPE_SOAK_SEEDS which.
"""

import os
import random
import time

import pytest
from driftscope.presets import PRESETS
from driftscope_dashboard.session.sharing import decode
from playwright.sync_api import expect

KNOWN_FAULTS = {
    7: "After the driftmaps of several shanks, the one of all can be drawn for its former height (in 5 of 6 runs).",
}
"""Seeds that show a fault whose cause is not yet known."""
SEEDS = [
    pytest.param(seed, marks=pytest.mark.xfail(reason=KNOWN_FAULTS[seed], strict=False) if seed in KNOWN_FAULTS else ())
    for seed in map(int, os.environ.get("DRIFTSCOPE_SOAK_SEEDS", "7 8 9").split())
]
NUMBER = int(os.environ.get("DRIFTSCOPE_SOAK_NUMBER", "250"))
AT_ONCE = 25
FIRST = "tetrode"
MOST_GROWTH_MB = 200.0
"""What allocator and libraries keep after larger recordings were seen, 70 to 140 by the seed; arrays hold 1 of it."""
PATIENCE_MS = 60_000

DRIVER = """
window.soak = (() => {
  let state = 1
  const random = () => {
    state = (state + 0x6D2B79F5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  const pick = (list) => list[Math.floor(random() * list.length)]
  const deep = (root) => [...root.querySelectorAll("*")].flatMap((e) => e.shadowRoot ? [e, ...deep(e.shadowRoot)] : [e])
  const told = (element, ...events) => events.forEach((name) => element.dispatchEvent(new Event(name, {bubbles: true})))
  const LARGE = /duration_s|num_units|num_contacts|num_channels|sampling_frequency|rate_hz|num_columns|step_um|part/
  const KEYS = [" ", "ArrowLeft", "ArrowRight", "n", "p", "[", "]", "+", "-", "s", "d", "b", "Escape"]
  const through = {bubbles: true, composed: true, cancelable: true}
  const press = (event) => document.body.dispatchEvent(new KeyboardEvent("keydown", {...through, ...event}))
  const is_control = (e) => /(^| )ds-/.test(e.className ?? "") && e.node && e.node.children === undefined
  const hosts = () => deep(document).filter(is_control)
  const name_of = (host) => [...host.classList].find((name) => name.startsWith("ds-"))

  const key = () => {
    const [name, options] = random() < 0.3
      ? pick([["z", {ctrlKey: true}], ["y", {ctrlKey: true}], ["z", {ctrlKey: true, shiftKey: true}],
              ["ArrowRight", {shiftKey: true}], ["ArrowLeft", {shiftKey: true}]])
      : [pick(KEYS), {}]
    press({key: name, ...options})
    return `key ${Object.keys(options)} ${name}`
  }
  const snapshot = () => {
    const code = pick(["Digit1", "Digit2", "Digit3"]), shiftKey = random() < 0.3
    press({key: code.at(-1), code, shiftKey})
    return `snapshot ${code} ${shiftKey}`
  }
  const tab = () => {
    const button = pick([...document.querySelectorAll("[role=tab], .ds-tabs-fold")])
    button.click()
    return `tab ${button.className}`
  }
  const reset = () => {
    const buttons = [...document.querySelectorAll("summary .reset")].filter((b) => !b.hidden)
    if (!buttons.length || random() < 0.7) return group()
    const button = pick(buttons)
    button.click()
    return `reset ${button.dataset.group}`
  }
  const group = () => {
    const details = pick([...document.querySelectorAll("details.group")])
    details.open = !details.open
    return `group ${details.className}`
  }
  const control = () => {
    const left = /ds-(export|import|share|help|learn|result|preset|theme|present)( |$)/
    const host = pick(hosts().filter((h) => !left.test(h.className)))
    const name = name_of(host), inside = deep(host)
    const usable = (e) => e.matches("input, select, button") && !e.disabled && !e.closest("[hidden], dialog")
    const parts = inside.filter(usable)
    if (!parts.length) return `nothing in ${name}`
    const part = pick(parts), share = random() * (LARGE.test(name) ? 0.05 : 1)
    if (part.matches("select")) {
      const option = pick([...part.options])
      if (!option || /ds-(speed)/.test(name) && Number(option.value) > 5) return `left ${name}`
      part.value = option.value
      told(part, "change")
      return `${name} choose ${part.value}`
    }
    if (part.type === "range") {
      part.value = Number(part.min) + share * (Number(part.max) - Number(part.min))
      told(part, "input", "change")
      return `${name} slide ${part.value}`
    }
    if (part.type === "checkbox" || part.matches("button")) {
      part.click()
      return `${name} click ${part.className} ${part.textContent}`
    }
    if (part.type === "file") return `left ${name}`
    const now = Number(part.value)
    part.value = part.value === "" || Number.isNaN(now) || LARGE.test(name) ? part.value
      : String(Number((now * pick([0, 0.5, 0.9, 1.1, 2, -1]) + pick([0, 0, 1, 0.01])).toPrecision(4)))
    told(part, "change")
    return `${name} type ${part.value}`
  }
  const preset = () => {
    const host = hosts().find((h) => h.classList.contains("ds-preset")), inside = () => deep(host)
    inside().find((e) => e.matches("button.gallery")).click()
    const card = pick(inside().filter((e) => e.matches(".card")))
    card.click()
    return `preset ${card.dataset.value}`
  }
  const theme = () => {
    deep(hosts().find((h) => h.classList.contains("ds-theme"))).find((e) => e.matches("button")).click()
    return "theme"
  }
  const wheel = () => {
    const has_room = ({width, height}) => width > 60 && height > 60
    const canvas = pick(deep(document).filter((e) => e.matches(".bk-events") && has_room(e.getBoundingClientRect())))
    const {left, top, width, height} = canvas.getBoundingClientRect(), shiftKey = random() < 0.3
    const place = {clientX: left + width * (0.2 + 0.6 * random()), clientY: top + height * (0.2 + 0.6 * random())}
    canvas.dispatchEvent(new WheelEvent("wheel", {deltaY: pick([-120, 120]), shiftKey, ...through, ...place}))
    return `wheel ${shiftKey}`
  }
  const WAYS = [
    [50, control], [14, key], [6, snapshot], [8, tab], [4, reset], [4, group], [2, theme], [4, wheel], [1, preset],
  ]
  const total = WAYS.reduce((sum, [weight]) => sum + weight, 0)
  const one = () => {
    let place = random() * total
    for (const [weight, way] of WAYS) if ((place -= weight) < 0) return way()
  }
  const pause = () => new Promise((done) => setTimeout(done, random() * 12))
  return {
    seed: (seed) => { state = seed },
    some: async (number) => {
      const done = []
      for (let count = 0; count < number; count++) { done.push(one()); await pause() }
      return done
    },
  }
})()
"""

NOTICES = """
window.said = []
new MutationObserver((records) => {
  const seen = (root) => [...root.querySelectorAll("*")].forEach((e) => {
    if (e.matches(".notice.error") && !e.noted) { e.noted = true; window.said.push(e.textContent) }
    if (e.shadowRoot) { if (!e.watched) { e.watched = true; watch(e.shadowRoot) } }
  })
  const watch = (root) => new MutationObserver(() => seen(root)).observe(root, {subtree: true, childList: true})
  seen(document)
}).observe(document, {subtree: true, childList: true})
"""

LINK = "document.querySelector('.node-address').node.shared"

SHOWS_ALL = """([name, axis]) => {
  const range = [...Bokeh.documents[0]._all_models.values()].find((m) => m.type === "Figure" && m.name === name)[axis]
  return range.start === range.bounds[0] && range.end === range.bounds[1]
}"""

PICTURES = """() => {
  const text = (value) => {
    if (value == null || typeof value !== "object") return String(value)
    if (value.length === 0) return "[]"
    if (ArrayBuffer.isView(value)) return `${value.length}:${[...value].join()}`
    return `[${[...value].map(text).join()}]`
  }
  const shown = {}
  for (const model of Bokeh.documents[0]._all_models.values()) {
    if (model.type !== "Figure" || !Bokeh.index.find_one_by_id(model.id)?.el?.offsetWidth) continue
    shown[model.name] = model.renderers.map((renderer) =>
      Object.entries(renderer.data_source.data).sort().map(([name, column]) => `${name} ${text(column)}`).join("; "))
  }
  return shown
}"""

FIELDS = """() => {
  const held = {}, parameter = /^ds-(duration_s|streams|seed|(probe|units|motion-components|templates|spikes|noise)-)/
  for (const {classList, node} of document.querySelectorAll(".node")) {
    const name = [...classList].find((one) => parameter.test(one))
    if (!name || /-(words|tools)$/.test(name) || node?.value === undefined || node.problem) continue
    held[name] = JSON.stringify(node.value)
  }
  return held
}"""


def gestures(page, chance):
    """Click, drag and turn the wheel somewhere in the pictures, with a real pointer."""
    view = chance.choice(["probe", "motion", "driftmap", "traces"])
    box = page.locator(f".ds-view-{view} .picture").bounding_box()
    x, y = (box["x"] + box["width"] * chance.uniform(0.2, 0.9), box["y"] + box["height"] * chance.uniform(0.1, 0.8))
    page.mouse.move(x, y)
    way = chance.choice(["click", "drag", "wheel"])
    if way == "click":
        page.mouse.click(x, y)
    elif way == "wheel":
        page.mouse.wheel(0, chance.choice([-120, 120]))
    else:
        page.mouse.down()
        page.mouse.move(x + chance.uniform(-80, 80), y + chance.uniform(-40, 40), steps=2)
        page.mouse.up()
    return f"{way} in {view}"


def settle(page, time_s):
    """Stop near a time and wait until the link says so: by then the server has seen to all that came before."""
    box, play, begun = page.locator(".ds-time input.number"), page.locator(".ds-play button"), time.monotonic()
    wanted = time_s
    while (code := page.evaluate(LINK)) == "" or decode(code).look.time_s != wanted:
        assert time.monotonic() - begun < PATIENCE_MS / 1000, "the page does not come to rest"
        if play.get_attribute("aria-label") == "Pause":
            play.click()
        wanted = round(wanted + 1e-4, 6)  # what a box shows already it does not send
        box.fill(str(wanted))
        box.press("Enter")
        page.evaluate("""([finder, known]) => new Promise((done) => {
            const look = (left) => left && eval(finder) === known ? setTimeout(look, 50, left - 1) : done()
            look(30)
        })""", [LINK, code])  # fmt: skip
    expect(page.locator(".ds-status")).to_have_text("ready", timeout=PATIENCE_MS)


def soak(page, seed, number):
    """Do so many things, and return what was done."""
    chance, done = random.Random(seed), []
    page.evaluate(DRIVER)
    page.evaluate("seed => soak.seed(seed)", seed)
    while len(done) < number:
        done += page.evaluate("number => soak.some(number)", min(AT_ONCE - 1, number - len(done)))
        done.append(gestures(page, chance))
        if len(done) % (4 * AT_ONCE) == 0:
            settle(page, 0.5 + len(done) / 1e4)
    return done


def come_to_rest(page):
    """Stop playing and drawing, show all of both axes, select nothing, go back to light; none of that is in a link."""
    settle(page, 0.65)
    for _ in range(2):
        page.keyboard.press("Escape")  # once for a stroke in hand, once more to stop drawing
    settle(page, 0.7)
    if page.evaluate("document.documentElement.dataset.theme") == "dark":
        page.locator(".ds-theme button").click()
    settle(page, 0.75)
    for view, axis in (("motion", "x_range"), ("probe", "y_range")):
        begun = time.monotonic()
        while not page.evaluate(SHOWS_ALL, [view, axis]):
            # A page that is busy may take the two clicks for one each.
            assert time.monotonic() - begun < PATIENCE_MS / 1000, f"the {view} does not show all"
            page.locator(f".ds-view-{view} .picture").dblclick(position={"x": 120, "y": 40})
            settle(page, 0.8 + (time.monotonic() - begun) / 1e3)
    page.keyboard.press("Escape")
    settle(page, 1.25)


def pictures(page):
    """Return what all visible figures hold, once it stays the same."""
    before = None
    while (now := page.evaluate(PICTURES)) != before:
        before = now
        page.evaluate("() => new Promise((done) => setTimeout(done, 400))")
        expect(page.locator(".ds-status")).to_have_text("ready", timeout=PATIENCE_MS)
    return now


def difference(seen, again):
    """Return of what two pictures hold the columns that differ, each from a little before it begins to."""

    def around(one, other):
        begin = max(next((i for i, pair in enumerate(zip(one, other, strict=False)) if len({*pair}) > 1), 0) - 30, 0)
        return one[begin : begin + 90], other[begin : begin + 90]

    columns = [(one.split("; "), other.split("; ")) for one, other in zip(seen, again, strict=True)]
    return [around(*pair) for source in columns for pair in zip(*source, strict=True) if len({*pair}) > 1]


def opened(chromium, address, complaints):
    """Open a page that notes what it complains about."""
    page = chromium.new_page(viewport={"width": 1440, "height": 900}, color_scheme="light")
    page.set_default_timeout(PATIENCE_MS)
    page.add_init_script(NOTICES)
    page.on("console", lambda told: complaints.append(told.text) if told.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(error.stack or str(error)))
    page.goto(address)
    expect(page.locator(".ds-status")).to_have_text("ready", timeout=PATIENCE_MS)
    return page


def open_preset(page, name):
    """Choose a preset, and wait until it is seen."""
    page.locator(".ds-preset button.gallery").click()
    page.locator(f".ds-preset button.card[data-value='{name}']").click()
    expect(page.locator(".ds-preset button.gallery")).to_contain_text(PRESETS[name].title)
    settle(page, 1.5)


@pytest.mark.parametrize("seed", SEEDS)
def test_many_random_commands_leave_the_page_whole(chromium, watched_server, seed):
    complaints = []
    page = opened(chromium, f"{watched_server.address}/?preset={FIRST}", complaints)
    _, before = watched_server.watch()
    done = soak(page, seed, NUMBER)
    come_to_rest(page)
    seen, fields, link = pictures(page), page.evaluate(FIELDS), page.evaluate(LINK)
    words = f"with seed {seed}; the last commands: {done[-30:]}"
    said = [notice for notice in page.evaluate("window.said") if "That did not work" in notice]
    assert (complaints, said, watched_server.complaints()) == ([], [], ""), words
    open_preset(page, FIRST)
    _, after = watched_server.watch()
    assert after - before < MOST_GROWTH_MB, words
    fresh = opened(chromium, f"{watched_server.address}/?c={link}", complaints)
    again, anew = pictures(fresh), fresh.evaluate(FIELDS)
    assert seen.keys() == again.keys(), words
    assert {name: difference(seen[name], again[name]) for name in seen if seen[name] != again[name]} == {}, words
    assert {name: (held, anew.get(name)) for name, held in fields.items() if held != anew.get(name)} == {}, words
    page.close()
    fresh.close()
