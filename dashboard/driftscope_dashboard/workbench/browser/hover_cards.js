// What minimap, probe, motion, displacement and driftmap tell under the pointer, of what the page holds already.

import {columns_of, figures_named, pixels_of} from "./figures.js"
import {on_enter, refresh, tell} from "./hover.js"
import {make} from "./dom.js"

const REACH = 10, NO_MOTION = 127
const [UNIT, REST, MOVED, CHANNEL, REST_UV, REST_NOW_UV, BEST, BEST_REST_UV, BEST_UV, RATE, SNR] = Array(11).keys()

const whole = (value) => Math.abs(value).toFixed(0).replace(/\B(?=(\d{3})+$)/g, "\u2009")
const depth = (value) => `${Math.round(value) < 0 ? "\u2212" : ""}${whole(value)}\u00a0µm`
const signed = (value) => `${Math.abs(value) < 0.5 ? "" : value < 0 ? "\u2212" : "+"}${whole(value)}\u00a0µm`
const seconds = (value) => `${value.toFixed(1)}\u00a0s`
const value_of = (hook) => document.querySelector(`.ds-${hook}`)?.node?.value

// How far up the tissue is at a depth and time, as the picture of displacements tells it; null outside of it.
export function displacement(at_um, time_s) {
  const found = columns_of(figures_named("field")[0], "image", "limit")
  if (!found?.image.length) return null
  const image = found.image[0], [rows, columns] = image.shape
  const row = Math.floor((at_um - found.y[0]) / found.dh[0] * rows)
  const column = Math.floor((time_s - found.x[0]) / found.dw[0] * columns)
  if (column < 0 || column >= columns) return null
  return (image[Math.min(Math.max(row, 0), rows - 1) * columns + column] - NO_MOTION) * found.limit[0] / NO_MOTION
}

const peaks = (channel, rest, now) => [
  [`channel ${channel}: `], [rest.toFixed(0), "static"], [" \u2192 "], [`${now.toFixed(0)}\u00a0µV`, "drifting"],
]

function card_of(row) {
  const other = row[BEST] !== row[CHANNEL]
  return {
    title: `Unit ${row[UNIT]}`,
    lines: [
      `depth ${depth(row[REST] + row[MOVED])}, at rest ${depth(row[REST])}`,
      peaks(row[CHANNEL], row[REST_UV], row[REST_NOW_UV]),
      other && peaks(row[BEST], row[BEST_REST_UV], row[BEST_UV]),
      `${row[RATE].toFixed(1)} spikes/s · SNR ${row[SNR].toFixed(1)}`,
    ],
  }
}

const nearest = (found) => {
  const best = found.reduce((one, other) => other[0] < one[0] ? other : one, [Infinity, null])
  return best[0] <= REACH ? best[1] : null
}

export function hovercards(model) {
  const row_of = (unit) => model.value.find((row) => row[UNIT] === unit)
  const selected = () => row_of(model.options[0])
  const of_unit = (unit, rest) => {
    const row = row_of(unit)
    return row && !model.disabled ? card_of(row) : {title: `Unit ${unit}`, lines: [`at rest ${depth(rest)}`]}
  }
  const on_probe = (figure, {across, down}) => {
    const units = columns_of(figure, "x0", "y0", "head")
    if (!units) return null
    const found = []
    for (let unit = 0; unit < units.x.length; unit++) {
      for (const [x, y] of [[units.x[unit], units.y[unit]], [units.x0[unit], units.y0[unit]]]) {
        const [left, top] = pixels_of(figure, x, y)
        found.push([Math.hypot(left - across, top - down), unit])
      }
    }
    const unit = nearest(found)
    if (unit === null) return null
    const card = of_unit(unit, units.y0[unit])
    const can_move = document.querySelector(".ds-unit-drag")?.node?.options[0] === unit
    return can_move ? {...card, lines: [...card.lines, "drag the ring to change its resting position"]} : card
  }
  const on_driftmap = (figure, {down, x}) => {
    const moving = value_of("driftmap-kind") !== "static"
    const found = model.value.map((row) => {
      const moved = moving ? displacement(row[REST], x) ?? NaN : 0
      return [Math.abs(pixels_of(figure, x, row[REST] + moved)[1] - down), row]
    })
    const row = nearest(found.filter(([far]) => far <= REACH))
    return row && of_unit(row[UNIT], row[REST])
  }
  const on_motion = (figure, {down, x}) => {
    const curves = columns_of(figure, "xs", "ys", "label")
    const found = (curves?.xs ?? []).map((times, at) => {
      const next = times.findIndex((time) => time >= x), after = next < 0 ? times.length - 1 : next
      const before = Math.max(after - 1, 0), step = times[after] - times[before]
      const share = step > 0 ? Math.min(Math.max((x - times[before]) / step, 0), 1) : 0
      const value = curves.ys[at][before] + share * (curves.ys[at][after] - curves.ys[at][before])
      return [Math.abs(pixels_of(figure, x, value)[1] - down), [value, curves.label[at]]]
    })
    const [, best] = found.reduce((one, other) => other[0] <= one[0] ? other : one, [Infinity, null])
    if (!best) return null
    const [value, label] = best, [axis, , at] = label.split(" ")
    return {title: signed(value), lines: [`${axis === "x" ? "across, " : ""}at depth ${depth(Number(at))}`, seconds(x)]}
  }
  const on_field = (figure, {x, y}) => {
    const moved = displacement(y, x)
    return moved === null ? null : {title: signed(moved), lines: [`at depth ${depth(y)}`, seconds(x)]}
  }
  const on_minimap = (figure, {y}) => {
    const moved = displacement(y, value_of("time"))
    return {title: depth(y), lines: [moved !== null && `moved ${signed(moved)} now`]}
  }
  const now = () => value_of("time")
  const at_time = (y) => (figure) => [now(), y(figure)]
  const middle = ({model: {y_range}}) => (y_range.start + y_range.end) / 2
  tell("probe", on_probe, (figure) => {
    const units = columns_of(figure, "x0", "y0", "head"), unit = selected()?.[UNIT]
    return unit === undefined || !units ? null : [units.x[unit], units.y[unit]]
  })
  tell("driftmap", on_driftmap, at_time(() => selected() ? selected()[REST] + selected()[MOVED] : NaN))
  tell("motion", on_motion, at_time(middle))
  tell("field", on_field, at_time(middle))
  tell("minimap", on_minimap, (figure) => [figure.model.x_range.end / 2, middle(figure)])
  let asked = false
  on_enter(() => {
    if (!asked && (model.disabled || !model.value.length)) { asked = true; model.send_aside({want: true}) }
  })
  model.on(["value", "disabled"], () => { asked = false; refresh() })
  return make("span", {hidden: true})
}
