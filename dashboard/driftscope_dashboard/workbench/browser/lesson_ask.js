// The questions of a lesson, by their kind: each one is answered by mouse alone and by keyboard alone.

import {icon, make} from "./dom.js"
import {drawing_on} from "./lesson_drawing.js"

const read = (text) => {
  const number = Number(text.trim().replace("−", "-").replace(",", "."))
  return text.trim() === "" || Number.isNaN(number) ? undefined : number
}

function choice({options}, {given, changed}) {
  let value = Number.isInteger(given) ? given : undefined
  const lines = options.map((words, at) => {
    const input = make("input", {type: "radio", name: "lesson-answer", value: at, checked: at === value, onchange: () => { value = at; changed() }})
    const text = make("span", {})
    text.innerHTML = words
    return make("label", {class: `ds-lesson-answer-${at}`}, input, text)
  })
  return {elements: lines, value: () => value}
}

const HELD_MS = 400, REPEAT_MS = 60, SLOW_STEPS = 10

// A button that is held down goes on by itself, after some steps ten times as fast: 340 is reached by mouse alone.
function goes_on(element, step) {
  let waiting = 0, steps = 0
  const again = () => { step(++steps > SLOW_STEPS ? 10 : 1); waiting = setTimeout(again, REPEAT_MS) }
  const stop = () => clearTimeout(waiting)
  element.addEventListener("pointerdown", () => { stop(); steps = 0; waiting = setTimeout(again, HELD_MS) })
  for (const end of ["pointerup", "pointerleave", "pointercancel"]) element.addEventListener(end, stop)
  element.addEventListener("click", () => { if (!steps) step(1); steps = 0 })
  return element
}

function number_box({unit, question}, {given, changed}) {
  const input = make("input", {
    type: "text", inputmode: "decimal", class: "number ds-lesson-answer-0", "aria-label": question.replace(/<[^>]*>/g, ""), oninput: changed,
  })
  input.value = typeof given === "number" ? String(given) : ""
  const step = (by) => { input.value = String(Number(((read(input.value) ?? 0) + by).toPrecision(6))); changed() }
  const arrow = (name, by) => goes_on(
    make("button", {type: "button", class: "button bare", "aria-label": by < 0 ? "−" : "+"}, icon(name)), (times) => step(by * times))
  input.addEventListener("keydown", (event) => {
    const by = {ArrowUp: 1, ArrowDown: -1}[event.key]
    if (by) { event.preventDefault(); step(by * (event.shiftKey ? 10 : 1)) }
  })
  return {
    input, elements: [make("span", {class: "box"}, arrow("left", -1), input, arrow("right", 1), make("span", {class: "unit"}, unit))],
    value: () => read(input.value),
  }
}

const hint_of = ({hint}) => make("p", {class: "hint"}, hint)
const plain = (value) => Number(value.toPrecision(4))

const figures_of = (name) => [...Bokeh.index.query((view) => view.model.type === "Figure" && view.model.name?.startsWith(name))]

function place(ask, about) {
  const box = number_box(ask, about)
  const clicked = (event) => {
    for (const {frame, canvas_view} of figures_of(ask.view)) {
      const at = canvas_view.events_el.getBoundingClientRect()
      const {left, top, right, bottom} = frame.bbox
      const [x, y] = [event.clientX - at.left, event.clientY - at.top]
      if (x < left || x > right || y < top || y > bottom) continue
      box.input.value = String(plain(ask.axis === "x" ? frame.x_scale.invert(x) : frame.y_scale.invert(y)))
      about.changed()
    }
  }
  const target = document.querySelector(`.ds-view-${ask.view}`)
  if (!about.answered) target?.addEventListener("click", clicked, {capture: true})
  return {...box, elements: [hint_of(ask), ...box.elements], end: () => target?.removeEventListener("click", clicked, {capture: true})}
}

function draw(ask, about) {
  const box = number_box(ask, {...about, given: Array.isArray(about.given) ? undefined : about.given})
  let curve = Array.isArray(about.given) ? about.given : undefined
  const sheet = about.answered ? null : drawing_on(ask.view, (values) => { curve = values; about.changed() })
  return {elements: [hint_of(ask), ...box.elements], value: () => box.value() ?? curve, end: () => sheet?.remove()}
}

function order({options}, {words, given}) {
  const value = Array.isArray(given) ? [...given] : options.map((_, at) => at)
  const list = make("ol", {class: "order"})
  const move = (at, by) => {
    [value[at], value[at + by]] = [value[at + by], value[at]]
    show()
    list.children[at + by].querySelector("button:not(:disabled)")?.focus()
  }
  const arrow = (at, by, name, label) => {
    const made = make("button", {type: "button", class: "button bare", "aria-label": label, onclick: () => move(at, by)}, icon(name))
    made.disabled = at + by < 0 || at + by >= options.length
    return made
  }
  const show = () => list.replaceChildren(...value.map((option, at) => {
    const text = make("span", {})
    text.innerHTML = options[option]
    return make("li", {class: `ds-lesson-answer-${option}`}, text, arrow(at, -1, "up", `${text.textContent}: ${words.higher}`), arrow(at, 1, "down", `${text.textContent}: ${words.lower}`))
  }))
  show()
  return {elements: [list], value: () => value}
}

const KINDS = {choice, number: number_box, place, draw, order, open: (ask) => ({elements: [hint_of(ask)], value: () => undefined})}

export function question_of(ask, about) {
  const made = KINDS[ask.kind](ask, about)
  const legend = make("legend", {})
  legend.innerHTML = ask.question
  const element = make("fieldset", {disabled: about.answered}, legend, ...made.elements)
  return {element, value: made.value, end: made.end ?? (() => {})}
}
