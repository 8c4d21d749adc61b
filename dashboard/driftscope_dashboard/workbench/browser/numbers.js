// Boxes for numbers.

import {make} from "./dom.js"
import {spoken} from "./names.js"
import {read_number} from "./reading.js"

export const digits = (value, most = 6) => value == null || value === "" ? "" : String(Number(Number(value).toPrecision(most)))

export function in_digits(value) {
  if (Array.isArray(value)) return value.map(in_digits).join(", ")
  return Number.isFinite(Number(value)) ? digits(value) : String(value)
}

// What is no number is not worth telling.
export const writer = (model) => (value) => { if (![value].flat().some(Number.isNaN)) model.value = value }

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other)

// What cannot be read stays in its box, and why is said: beside the field, or at the box where there is none.
export function keeper(input, {get, shown, complain}) {
  let kept = null
  const say = complain ?? ((words) => { input.title = words; input.setAttribute("aria-invalid", String(Boolean(words))) })
  const fit = () => input.style.setProperty("--chars", input.value.length)
  const drop = () => {
    if (kept === null) return
    kept = null
    say("")
  }
  const show = () => { drop(); input.value = shown(); fit() }
  input.addEventListener("input", fit)
  return {
    keep: (words, offer) => { kept = {value: get()}; say(words, offer, show) },
    drop,
    show,
    refresh: () => {
      const stays = input.getRootNode().activeElement === input || kept !== null && same(kept.value, get())
      if (!stays) show()
    },
  }
}

export function number_box(model, {get, set, name, complain, most = model.kind === "integer" ? 15 : 6, places}) {
  const input = make("input", {
    class: "number", inputmode: "text", autocomplete: "off", spellcheck: "false", "aria-label": name ?? spoken(model),
  })
  const shown = () => digits(places === undefined || get() == null ? get() : Number(get()).toFixed(places), most)
  const box = keeper(input, {get, shown, complain})
  const commit = () => {
    if (input.value === shown()) return box.drop()
    const {value, words, offer} = read_number(input.value, model.unit)
    if (words) return box.keep(words, offer ?? get())
    if (value === null && !model.optional) return box.keep("Enter a number.", get())
    if (value === get()) return box.show()
    box.drop()
    set(value)
    input.value = digits(value, most)
  }
  input.addEventListener("change", commit)
  input.addEventListener("focus", () => input.select())
  input.addEventListener("keydown", (event) => {
    const direction = {ArrowUp: 1, ArrowDown: -1}[event.key]
    if (event.key === "Escape") { box.show(); input.blur() }
    if (!direction) return
    event.preventDefault()
    const step = (model.step || 1) * (event.shiftKey ? 10 : 1)
    box.drop()
    set(Number(((read_number(input.value, model.unit).value || 0) + direction * step).toPrecision(12)))
  })
  return {element: input, refresh: box.refresh}
}
