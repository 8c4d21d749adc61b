// Boxes for numbers.

import {make} from "./dom.js"

export const digits = (value, most = 6) => value == null || value === "" ? "" : String(Number(Number(value).toPrecision(most)))

export function in_digits(value) {
  if (Array.isArray(value)) return value.map(in_digits).join(", ")
  return Number.isFinite(Number(value)) ? digits(value) : String(value)
}

function read_number(text) {
  const trimmed = text.trim().replace(",", ".")
  return trimmed === "" ? null : Number(trimmed)
}

// What is no number is not worth telling.
export const writer = (model) => (value) => { if (![value].flat().some(Number.isNaN)) model.value = value }

export function number_box(model, {get, set, name}) {
  const input = make("input", {
    class: "number", inputmode: "decimal", autocomplete: "off", spellcheck: "false", "aria-label": name ?? model.label,
  })
  const shown = () => digits(get(), model.kind === "per_unit" ? 4 : 6)
  const commit = () => {
    const value = read_number(input.value)
    const said = input.value !== shown() && !Number.isNaN(value) && (value !== null || model.optional)
    if (said) set(value)
    else input.value = shown()
  }
  input.addEventListener("change", commit)
  input.addEventListener("focus", () => input.select())
  input.addEventListener("keydown", (event) => {
    const direction = {ArrowUp: 1, ArrowDown: -1}[event.key]
    if (event.key === "Escape") { input.value = shown(); input.blur() }
    if (!direction) return
    event.preventDefault()
    const step = (model.step || 1) * (event.shiftKey ? 10 : 1)
    set(Number(((read_number(input.value) || 0) + direction * step).toPrecision(12)))
  })
  return {element: input, refresh: () => { if (input.getRootNode().activeElement !== input) input.value = shown() }}
}
