// What the scatter of units tells under the pointer: the unit, and its two properties with their units.

import {columns_of, pixels_of} from "./figures.js"
import {tell} from "./hover.js"

const REACH = 12

function written(label, value) {
  const [, name, unit] = /^(.*?)(?: \(([^()]*)\))?$/.exec(label)
  const digits = Math.abs(value) < 10 && !["µV", "%"].includes(unit) ? 1 : 0
  return `${name} ${value.toFixed(digits).replace("-", "\u2212")}${unit ? `\u00a0${unit}` : ""}`
}

export function scatterhover(model) {
  const card_of = (dots, at) => {
    const [across, up] = model.options
    return {title: `Unit ${dots.unit[at]}`, lines: [written(across, dots.x[at]), written(up, dots.y[at])]}
  }
  const nearest = (figure, {across, down}) => {
    const dots = columns_of(figure, "x", "y", "unit")
    let best = REACH, found = -1
    for (let at = 0; at < (dots?.unit.length ?? 0); at++) {
      const [left, top] = pixels_of(figure, dots.x[at], dots.y[at])
      const far = Math.hypot(left - across, top - down)
      if (far <= best) [best, found] = [far, at]
    }
    return found < 0 ? null : card_of(dots, found)
  }
  tell("scatter", nearest, (figure) => {
    const chosen = figure.model.renderers[1]?.data_source.data
    return chosen?.x.length ? [chosen.x[0], chosen.y[0]] : null
  })
  return document.createElement("span")
}
