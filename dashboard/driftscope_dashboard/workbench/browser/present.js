// Presentation: no header and no form, large type and lines; a remote's page keys step through the snapshots.

import {explain, icon, make} from "./dom.js"
import {button} from "./buttons.js"

const LINES = 1.8, ROOM = 1.35, TYPE = 16, MARKS = 1.35
const root = document.documentElement
const before = new Map()

export const is_presenting = () => root.dataset.view === "projector"

// A value of a glyph or annotation, so many times as large; what differs from point to point stays.
function scaled(value, factor) {
  if (typeof value === "number") return value * factor
  if (typeof value?.value === "number") return {...value, value: value.value * factor}
  return undefined
}

function larger_type(value) {
  const text = typeof value === "string" ? value : value?.value
  const size = typeof text === "string" ? parseFloat(text) : NaN
  if (!(size > 0)) return undefined
  const grown = `${Math.max(TYPE, Math.round(size * MARKS))}px`
  return typeof value === "string" ? grown : {...value, value: grown}
}

function grow(model, changes) {
  const known = Object.fromEntries(Object.entries(changes).filter(([name, value]) => value !== undefined && name in model))
  if (before.has(model) || !Object.keys(known).length) return
  before.set(model, Object.fromEntries(Object.keys(known).map((name) => [name, model[name]])))
  model.setv(known, {sync: false})
}

function enlarge_figure(figure) {
  const borders = ["min_border_left", "min_border_right", "min_border_top", "min_border_bottom"]
  grow(figure, Object.fromEntries(borders.map((name) => [name, scaled(figure[name], ROOM)])))
  const beside = [...figure.left, ...figure.below, ...figure.right, ...figure.above, ...figure.center]
  for (const part of [...figure.renderers.map(({glyph}) => glyph), ...beside].filter(Boolean)) {
    grow(part, {
      line_width: scaled(part.line_width, LINES), size: scaled(part.size, MARKS), text_font_size: larger_type(part.text_font_size),
      major_label_text_font_size: larger_type(part.major_label_text_font_size),
      axis_label_text_font_size: larger_type(part.axis_label_text_font_size),
      label_text_font_size: larger_type(part.label_text_font_size),
    })
  }
}

const figures = () => [...Bokeh.index.query((view) => view.model.type === "Figure")].map(({model}) => model)

function fit_figures() {
  if (is_presenting()) return figures().forEach(enlarge_figure)
  for (const [model, values] of before) model.setv(values, {sync: false})
  before.clear()
}

export function present(on) {
  if (on === is_presenting()) return
  if (on) root.dataset.view = "projector"
  else delete root.dataset.view
  const address = new URL(location.href)
  if (on) address.searchParams.set("view", "projector")
  else address.searchParams.delete("view")
  history.replaceState(history.state, "", address)
  fit_figures()
}

export const toggle_presentation = () => present(!is_presenting())

// Whether there was a presentation to leave.
export function leave_presentation() {
  const was = is_presenting()
  present(false)
  return was
}

// To the next or the previous of the snapshots that are kept.
export function step_snapshots(way) {
  const kept = [...document.querySelectorAll(".ds-snapshots .letter.kept")]
  const at = kept.findIndex((letter) => letter.getAttribute("aria-pressed") === "true")
  const next = at < 0 ? (way > 0 ? 0 : kept.length - 1) : at + way
  kept[next]?.click()
}

export function mind_presenting() {
  document.addEventListener("driftscope-figure", ({detail}) => { if (is_presenting()) enlarge_figure(detail) })
  const leave = document.querySelector(".ds-present-leave")
  leave.append(icon("remove"))
  leave.addEventListener("click", () => present(false))
  explain(leave, "Leave the presentation (Esc)")
}

export const presenter = (model) => make("div", {}, button(model, null, toggle_presentation))
