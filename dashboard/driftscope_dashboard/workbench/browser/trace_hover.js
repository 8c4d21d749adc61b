// What the traces tell under the pointer: time, channel, depth and potentials, of the lines and maps that are drawn.

import {columns_of, figures_named} from "./figures.js"
import {tell} from "./hover.js"

const MIDDLE = 128, LARGEST = 127

const grouped = (value) => Math.abs(value).toFixed(0).replace(/\B(?=(\d{3})+$)/g, "\u2009")
const signed = (value, digits, plus) => {
  const words = Math.abs(value).toFixed(digits)
  return `${Number(words) === 0 ? "" : value < 0 ? "\u2212" : plus}${words}`
}
const row_at = (rows, y) => [...rows.low].findIndex((low, row) => y >= low && y <= rows.high[row])

// The potential in a map at a place, between the ends of its colours.
function in_map(figure, x, y, limit) {
  const maps = columns_of(figure, "image", "dw")
  for (let at = 0; at < (maps?.image.length ?? 0); at++) {
    const [across, up] = [(x - maps.x[at]) / maps.dw[at], (y - maps.y[at]) / maps.dh[at]]
    if (across < 0 || across >= 1 || up < 0 || up >= 1) continue
    const image = maps.image[at], [height, width] = image.shape
    return (image[Math.floor(up * height) * width + Math.floor(across * width)] - MIDDLE) * limit / LARGEST
  }
  return null
}

// The potential of a row of a line that holds all rows, each with as many points and a gap at its end.
function in_line(figure, line, rows, row, x, um_per_uv) {
  const lines = columns_of(figure, "xs", "ys", "width"), xs = lines?.xs[line], ys = lines?.ys[line]
  if (!xs) return null
  const number = xs.length / rows.low.length, place = Math.round((x - xs[0]) / (xs[number - 2] - xs[0]) * (number - 2))
  if (!(place >= 0 && place <= number - 2)) return null
  return (ys[row * number + place] - (rows.low[row] + rows.high[row]) / 2) / um_per_uv
}

export function tracehover(model) {
  const potentials = (rows, row, x, y) => model.value.map(([name, colour, figure, line]) => {
    const [um_per_uv, limit] = model.options, [own] = figures_named(figure)
    const found = limit ? in_map(own, x, y, limit) : in_line(own, line, rows, row, x, um_per_uv)
    return found === null ? null : [[`${name} `], [`${signed(found, 0, "")}\u00a0µV`, colour]]
  })
  const of = (figure, {x, y}) => {
    const rows = columns_of(figure, "low", "high", "channel"), row = rows ? row_at(rows, y) : -1
    if (row < 0) return null
    const depth = rows.depth[row]
    return {
      title: `Channel ${rows.channel[row]}`,
      lines: [
        `${signed(x, 2, "+")}\u00a0ms · depth ${depth < 0 ? "\u2212" : ""}${grouped(depth)}\u00a0µm`,
        ...potentials(rows, row, x, y),
      ],
    }
  }
  tell("traces", of, (figure) => {
    const rows = columns_of(figure, "low", "high", "channel")
    return rows?.low.length ? [0, (rows.low[0] + rows.high[0]) / 2] : null
  })
  return document.createElement("span")
}
