// The hover card: what is under the pointer, at a tap or at the keyboard's focus. Pictures say what they tell with tell().

import {figures_named, frame_of, pixels_of, place_in, view_of} from "./figures.js"
import {make} from "./dom.js"

const DELAY_MS = 80, GAP = 14, EDGE = 8

const tellers = new Map(), entered = []
const card = make("div", {class: "ds-hover", role: "tooltip", hidden: true})
let waiting = 0, pressed = false

// Let a picture tell something of what is under the pointer.
// of(figure, place) returns {title, lines}, where a line is a text or a list of [text, class], or null where there is
// nothing to tell; focus(figure) returns the place, as data, that is told of when the picture gets the keyboard's focus.
export function tell(view, of, focus = () => null) {
  tellers.set(view, {of, focus})
}

// Call a function when a pointer or the focus comes to a picture that tells something.
export const on_enter = (act) => entered.push(act)

export function line_of(line) {
  const parts = typeof line === "string" ? [[line]] : line
  return make("p", {}, ...parts.map(([text, name]) => name ? make("b", {class: name}, text) : text))
}

function draw({title, lines}) {
  card.replaceChildren(...title ? [make("strong", {}, title)] : [], ...lines.filter(Boolean).map(line_of))
}

// Beside a point, on the side where there is room; never over it.
function put(x, y) {
  const {offsetWidth: width, offsetHeight: height} = card
  const right = x + GAP + width + EDGE < innerWidth, below = y + GAP + height + EDGE < innerHeight
  card.style.left = `${Math.max(right ? x + GAP : x - GAP - width, EDGE)}px`
  card.style.top = `${Math.max(below ? y + GAP : y - GAP - height, EDGE)}px`
}

export function hide() {
  clearTimeout(waiting)
  waiting = 0
  card.hidden = true
}

function show(content, x, y, live = "off") {
  if (!card.isConnected) document.body.append(card)
  card.setAttribute("aria-live", live)
  card.hidden = false
  draw(content)
  put(x, y)
}

function told_at(event) {
  const name = view_of(event), teller = tellers.get(name)
  if (!teller) return null
  for (const figure of figures_of(name)) {
    const place = place_in(figure, event)
    if (place) return teller.of(figure, place)
  }
  return null
}

// A view has a figure of its name, or several that begin with it.
function figures_of(name) {
  const own = figures_named(name)
  return own.length ? own : figures_named((one) => one?.startsWith(`${name}-`))
}

let last = null
function moved(event) {
  last = event
  if (event.pointerType === "touch" || pressed) return
  const content = told_at(event)
  if (!content) hide()
  else if (!card.hidden) show(content, event.clientX, event.clientY)
  else waiting ||= setTimeout(again, DELAY_MS)
}

function again() {
  waiting = 0
  const content = last && !pressed && told_at_last()
  if (content) show(content, last.clientX, last.clientY)
}

// An event that is over has no path any more: what is at its place now.
function told_at_last() {
  const path = []
  for (let part = document.elementFromPoint(last.clientX, last.clientY); part; part = part.parentNode ?? part.host) path.push(part)
  return told_at({clientX: last.clientX, clientY: last.clientY, composedPath: () => path})
}

// What is told may have changed meanwhile.
export const refresh = () => { if (card.hidden || card.getAttribute("aria-live") === "off") again() }

function down(event) {
  hide()
  pressed = event.pointerType !== "touch"
  if (event.pointerType !== "touch") return
  last = event
  const content = told_at(event)
  if (content) show(content, event.clientX, event.clientY)
}

function focused(event) {
  const name = view_of(event), teller = tellers.get(name), part = event.composedPath()[0]
  if (!teller || !part.matches?.(":focus-visible")) return
  entered.forEach((act) => act())
  const path = event.composedPath(), figure = figures_of(name).find(({el}) => path.includes(el))
  const at = figure && teller.focus(figure)
  if (!at) return
  const [across, down] = pixels_of(figure, ...at), {left, top, width, height} = frame_of(figure)
  if (across < 0 || down < 0 || across > width || down > height) return
  const content = teller.of(figure, {across, down, x: at[0], y: at[1]})
  if (content) show(content, left + across, top + down, "polite")
}

export function mind_hover() {
  document.addEventListener("pointermove", (event) => {
    if (tellers.has(view_of(event))) entered.forEach((act) => act())
    moved(event)
  }, {capture: true, passive: true})
  document.addEventListener("pointerdown", down, {capture: true})
  for (const end of ["pointerup", "pointercancel"]) {
    document.addEventListener(end, () => { pressed = false }, {capture: true})
  }
  document.addEventListener("wheel", hide, {capture: true, passive: true})
  document.addEventListener("focusin", focused)
  document.addEventListener("focusout", hide)
  document.addEventListener("keydown", hide, {capture: true})
  document.documentElement.addEventListener("pointerleave", hide)
}
