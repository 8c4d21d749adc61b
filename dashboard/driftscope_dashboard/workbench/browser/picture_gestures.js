// What hand and keys do on the pictures besides the figures' own tools: depths with the shift key, and keys in a picture.

import {figures_named, frame_of, pan, place_in, show, view_of, zoom} from "./figures.js"
import {make} from "./dom.js"

const OF_TIME = new Set(["motion", "field", "driftmap"]), OF_DEPTH = new Set(["minimap", "probe", "driftmap"])
const STEP = 0.1, ZOOM = 1.25, WHEEL = 450, SHORTEST_PIXELS = 4

const depths = () => figures_named("driftmap")[0]?.model.y_range
const figure_at = (name, event) => figures_named(name).find((figure) => place_in(figure, event))

function wheel(event) {
  const name = view_of(event)
  if (!OF_DEPTH.has(name) || !(event.shiftKey || name === "minimap")) return
  const figure = figure_at(name, event)
  if (!figure) return
  event.preventDefault()
  event.stopPropagation()
  const at = name === "minimap" ? undefined : place_in(figure, event).y
  zoom(depths(), Math.exp((event.deltaY || event.deltaX) / WHEEL), at)
}

// Dragging with the shift key marks depths of the driftmap, which are then shown.
function drag(event) {
  if (!event.shiftKey || event.button !== 0 || view_of(event) !== "driftmap") return
  const figure = figure_at("driftmap", event)
  if (!figure) return
  const begun = place_in(figure, event), {left, top, width, height} = frame_of(figure), y = event.clientY
  const band = make("div", {class: "ds-band"})
  const edges = (at) => [Math.max(Math.min(y, at), top), Math.min(Math.max(y, at), top + height)]
  const move = (moved) => {
    moved.stopPropagation()
    const [from, to] = edges(moved.clientY)
    Object.assign(band.style, {left: `${left}px`, width: `${width}px`, top: `${from}px`, height: `${to - from}px`})
  }
  const end = (ended) => {
    ended.stopPropagation()
    for (const [name, act] of listeners) window.removeEventListener(name, act, {capture: true})
    band.remove()
    const [from, to] = edges(ended.clientY)
    if (ended.type !== "pointerup" || to - from < SHORTEST_PIXELS) return
    const there = place_in(figure, {clientX: left + begun.across, clientY: y < ended.clientY ? to : from})
    if (there) show(depths(), Math.min(begun.y, there.y), Math.max(begun.y, there.y))
  }
  const listeners = [["pointermove", move], ["pointerup", end], ["pointercancel", end]]
  for (const [name, act] of listeners) window.addEventListener(name, act, {capture: true})
  event.preventDefault()
  event.stopPropagation()
  document.body.append(band)
}

// What a key does in a picture: pan, zoom, or change how many depths are shown; undefined where it does nothing.
function act_of(event, name, figure) {
  const time = OF_TIME.has(name) && figure.model.x_range, depth = OF_DEPTH.has(name) && depths()
  const main = time || depth
  const plain = {
    ArrowLeft: time && (() => pan(time, -STEP)), ArrowRight: time && (() => pan(time, STEP)),
    ArrowUp: depth && (() => pan(depth, STEP)), ArrowDown: depth && (() => pan(depth, -STEP)),
    z: main && (() => zoom(main, 1 / ZOOM)), x: main && (() => zoom(main, ZOOM)),
  }
  const shifted = {ArrowUp: depth && (() => zoom(depth, ZOOM)), ArrowDown: depth && (() => zoom(depth, 1 / ZOOM))}
  return (event.shiftKey ? shifted : plain)[event.key]
}

function keydown(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return
  const name = view_of(event), path = event.composedPath()
  const figure = name && figures_named(name).find(({el}) => path.includes(el))
  const act = figure && act_of(event, name, figure)
  if (!act) return
  event.preventDefault()
  event.stopPropagation()
  act()
}

// Where pictures take the whole width, a finger that goes up or down over one scrolls the page; what is dragged up and
// down in a picture, and a picture that fills the page, keeps it.
const ONE_COLUMN = matchMedia("(max-width: 900px)"), SCROLLS = /^(driftmap|traces|motion$|field|amplitudes|templates|curve)/

export function let_scroll(figure) {
  const scrolls = ONE_COLUMN.matches && SCROLLS.test(figure.model.name) && !figure.el.closest(".enlarged")
  figure.canvas_view?.events_el.style.setProperty("touch-action", scrolls ? "pan-y" : "")
}

let finger = null

function touch_down(event) {
  finger = event.pointerType === "touch" && ONE_COLUMN.matches && SCROLLS.test(view_of(event) ?? "") ? [event.clientX, event.clientY] : null
}

// Until the browser takes the finger over, a figure would follow it; one that goes sideways is the figure's.
function touch_move(event) {
  if (!finger || shown_large(event)) return
  const [across, along] = [event.clientX - finger[0], event.clientY - finger[1]].map(Math.abs)
  if (along >= across) event.stopPropagation()
  else finger = null
}

const shown_large = (event) => event.composedPath().some((part) => part.classList?.contains("enlarged"))

export function mind_pictures() {
  document.addEventListener("pointerdown", touch_down, {capture: true})
  document.addEventListener("pointermove", touch_move, {capture: true})
  ONE_COLUMN.addEventListener("change", () => figures_named(() => true).forEach(let_scroll))
  document.addEventListener("wheel", wheel, {capture: true, passive: false})
  document.addEventListener("pointerdown", drag, {capture: true})
  document.addEventListener("keydown", keydown, {capture: true})
}
