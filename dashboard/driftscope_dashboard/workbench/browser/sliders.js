// A track with one thumb, or with two for a range.

import {make} from "./dom.js"
import {spoken} from "./names.js"
import {digits} from "./numbers.js"

export function slider(model, {get, set, thumbs}) {
  const log = model.scale === "log"
  const span = () => {
    const values = get().filter((value) => value != null)
    return [Math.min(model.start, ...values), Math.max(model.end, ...values)]
  }
  const place = (value) => {
    const [low, high] = span()
    return log ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low)
  }
  const at = (share) => {
    const [low, high] = span()
    const value = log ? low * (high / low) ** share : low + share * (high - low)
    if (share <= 0) return low
    if (share >= 1) return high
    return Number(log ? value.toPrecision(2) : (Math.round(value / model.step) * model.step).toPrecision(10))
  }
  const inputs = Array.from({length: thumbs}, (_, index) => make("input", {
    type: "range", min: 0, max: 1, step: "any",
    "aria-label": thumbs === 1 ? spoken(model) : `${spoken(model)}, ${index ? "highest" : "lowest"}`,
  }))
  inputs.forEach((input, index) => {
    const changed = () => {
      const values = [...get()]
      values[index] = at(Number(input.value))
      if (thumbs === 2 && values[0] > values[1]) values[index] = values[1 - index]
      set(values)
      draw()
    }
    input.addEventListener("input", changed)
    input.addEventListener("change", changed)
    input.addEventListener("keydown", (event) => {
      const direction = {ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1}[event.key]
      if (!direction) return
      event.preventDefault()
      const [low, high] = span()
      const values = [...get()]
      const moved = log ? values[index] * 1.1 ** direction : values[index] + direction * model.step
      values[index] = Number(Math.min(Math.max(moved, low), high).toPrecision(10))
      if (thumbs === 2 && values[0] > values[1]) return
      set(values)
      draw()
    })
  })
  const element = make("div", {class: "slider"}, ...inputs)
  const draw = () => {
    const places = get().map((value) => place(value ?? model.start))
    inputs.forEach((input, index) => {
      input.value = places[index]
      input.setAttribute("aria-valuetext", `${digits(get()[index])} ${model.unit}`)
    })
    element.style.setProperty("--from", thumbs === 2 ? places[0] : log || model.start >= 0 ? 0 : place(0))
    element.style.setProperty("--to", places[thumbs - 1])
  }
  return {element, refresh: draw}
}
