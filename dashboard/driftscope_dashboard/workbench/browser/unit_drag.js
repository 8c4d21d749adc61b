// The ring of the selected unit can be dragged on the probe, or moved with alt and the arrows: its place at rest changes.

import {columns_of, figures_named, frame_of, pixels_of, place_in, view_of} from "./figures.js"
import {hide} from "./hover.js"
import {make} from "./dom.js"

const REACH = 9, SLACK = 3, STEP_UM = 1, LARGE_STEP_UM = 10, REPEATED_MS = 1000
const STEPS = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1]}

export function unitdrag(model) {
  const halo = make("div", {class: "ds-held", "aria-hidden": "true", hidden: true})
  const unit_of = () => model.options[0]
  const probe = () => figures_named("probe")[0]
  // Where the selected unit is at rest, as data.
  const rest_of = (figure) => {
    const units = figure && columns_of(figure, "x0", "y0", "head"), unit = unit_of()
    return units && unit < units.x0.length ? [units.x0[unit], units.y0[unit]] : null
  }
  const ring_at = (event) => {
    const figure = view_of(event) === "probe" ? probe() : null, rest = rest_of(figure), there = rest && place_in(figure, event)
    if (!there) return null
    const [across, down] = pixels_of(figure, ...rest)
    return Math.hypot(across - there.across, down - there.down) <= REACH ? {figure, rest, across, down} : null
  }
  const put = ([x, y]) => { model.value = {unit: unit_of(), x, y} }
  const show = (x, y) => {
    if (!halo.isConnected) document.body.append(halo)
    halo.style.translate = `${x}px ${y}px`
    halo.hidden = false
  }

  function begin(event) {
    const found = event.button === 0 && !event.shiftKey && ring_at(event)
    if (!found) return
    const {figure, rest} = found, {left, top, width, height} = frame_of(figure), from = [event.clientX, event.clientY]
    let moved = false
    const follow = (at) => {
      at.stopPropagation()
      const x = Math.min(Math.max(at.clientX, left), left + width), y = Math.min(Math.max(at.clientY, top), top + height)
      moved ||= Math.hypot(x - from[0], y - from[1]) >= SLACK
      const there = moved && place_in(figure, {clientX: x, clientY: y})
      if (!there) return
      show(x, y)
      put([there.x, there.y])
    }
    const end = (at) => {
      at.stopPropagation()
      for (const [name, act] of listeners) window.removeEventListener(name, act, {capture: true})
      halo.hidden = true
      if (at.type === "pointercancel" && moved) put(rest)
    }
    const listeners = [["pointermove", follow], ["pointerup", end], ["pointercancel", end]]
    for (const [name, act] of listeners) window.addEventListener(name, act, {capture: true})
    hide()
    event.preventDefault()
    event.stopPropagation()
  }

  let wanted = {time: -REPEATED_MS}
  function key(event) {
    const step = STEPS[event.key]
    if (!step || !event.altKey || event.ctrlKey || event.metaKey || view_of(event) !== "probe") return
    const goes_on = wanted.unit === unit_of() && event.timeStamp - wanted.time < REPEATED_MS
    const from = goes_on ? wanted.place : rest_of(probe()), far = event.shiftKey ? LARGE_STEP_UM : STEP_UM
    if (!from) return
    event.preventDefault()
    event.stopPropagation()
    wanted = {unit: unit_of(), place: [from[0] + far * step[0], from[1] + far * step[1]], time: event.timeStamp}
    put(wanted.place)
  }

  function hover(event) {
    if (event.pointerType !== "mouse" || event.buttons) return
    const found = ring_at(event)
    if (!found) { halo.hidden = true; return }
    const {left, top} = frame_of(found.figure)
    show(left + found.across, top + found.down)
  }
  document.addEventListener("pointerdown", begin, {capture: true})
  document.addEventListener("keydown", key, {capture: true})
  document.addEventListener("pointermove", hover, {capture: true, passive: true})
  return make("span", {hidden: true})
}
