// The values of the table of units: how they are sorted and written, and the small curve of each unit.

import {svg} from "./dom.js"

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
const THIN = "\u2009", NARROW = "\u00a0", MINUS = "\u2212"
const WIDTH = 120, HEIGHT = 20

export const heights = (letters) => [...letters].map((letter) => LETTERS.indexOf(letter) / (LETTERS.length - 1))

export function whole(value, signed = false) {
  const number = Math.round(value), text = String(Math.abs(number)).replace(/\B(?=(\d{3})+$)/g, THIN)
  return number < 0 ? MINUS + text : signed && number > 0 ? `+${text}` : text
}

export function share(value) {
  if (value > 0 && value < 0.005) return `<${NARROW}1${NARROW}%`
  if (value < 1 && value > 0.995) return `>${NARROW}99${NARROW}%`
  return `${whole(100 * value)}${NARROW}%`
}

const WRITTEN = {
  unit: String, whole, share, signed: (value) => whole(value, true), rate: (value) => value.toFixed(1), on: whole, words: String,
}

export const written = (kind, value) => value == null ? "–" : WRITTEN[kind](value)

// By what a column is sorted: its values; the small curve by the least that is left in it.
function sort_keys(column, values) {
  if (column.kind !== "curve") return values
  return values.map((letters) => {
    const [rest, ...curve] = heights(letters)
    return rest ? Math.min(...curve) / rest : 1
  })
}

// The places of the rows in order; rows without a value come last, equal ones by their unit.
export function order_of(column, values, units, descending) {
  const keys = sort_keys(column, values), way = descending ? -1 : 1
  const compare = (one, other) => typeof one === "string" ? one.localeCompare(other) : one - other
  return units.map((_, place) => place).sort((a, b) => {
    const one = keys[a], other = keys[b]
    if (one == null || other == null) return (one == null) - (other == null) || units[a] - units[b]
    return way * compare(one, other) || units[a] - units[b]
  })
}

export function small_curve(letters) {
  const [rest = 0, ...curve] = heights(letters)
  const y = (value) => (HEIGHT - 2 - value * (HEIGHT - 4)).toFixed(1)
  const points = curve.map((value, at) => `${(at * WIDTH / Math.max(curve.length - 1, 1)).toFixed(1)} ${y(value)}`)
  return svg({viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", class: "smallcurve", "aria-hidden": "true"},
    ["path", {class: "rest", d: `M0 ${y(rest)}H${WIDTH}`}], ["path", {class: "now", d: points.length ? `M${points.join("L")}` : ""}])
}
