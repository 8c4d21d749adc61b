// Small things: buttons, segments, menus, words, keys of colours, the time.

import {explain, icon, make} from "./dom.js"
import {fields, mark} from "./marks.js"
import {number_box, writer} from "./numbers.js"
import {slider} from "./sliders.js"
import {label_of, unit_of} from "./field.js"

export function button(model, _page, pressed = () => model.send_msg({clicked: true})) {
  const element = make("button", {
    type: "button", class: model.label ? "button" : "button bare", "aria-label": model.label || model.help,
    onclick: pressed,
  }, model.icon ? icon(model.icon) : null, model.label || null)
  explain(element, () => model.help)
  const refresh = () => { element.disabled = model.disabled; element.setAttribute("aria-label", model.label || model.help) }
  model.on(["disabled", "help"], refresh)
  model.on("icon", () => element.querySelector("svg")?.replaceWith(icon(model.icon)))
  refresh()
  return element
}

export function link(model) {
  const element = make("button", {type: "button", class: "link", onclick: () => model.send_msg({clicked: true})}, model.label)
  model.on("label", () => { element.textContent = model.label })
  fields.set(model.hook, element)
  return element
}

// A button that stays pressed until it is pressed again.
export function press(model) {
  const element = button(model, null, () => { model.value = !model.value })
  const refresh = () => element.setAttribute("aria-pressed", String(Boolean(model.value)))
  model.on("value", refresh)
  refresh()
  return element
}

export function segments(model) {
  const send = writer(model)
  const element = make("div", {class: "segments", role: "radiogroup", "aria-label": model.label, onkeydown: (event) => turn(event)})
  let buttons = []
  const refresh = () => model.options.forEach(([value], index) => {
    buttons[index].setAttribute("aria-checked", String(value === model.value))
    buttons[index].tabIndex = value === model.value ? 0 : -1
  })
  const build = () => {
    buttons = model.options.map(([value, label, mark]) => make("button", {
      type: "button", role: "radio", class: mark ? `mark ${mark}` : null, onclick: () => send(value),
    }, label))
    element.replaceChildren(...buttons)
    refresh()
  }
  const turn = (event) => {
    const step = {ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1}[event.key]
    if (!step || event.shiftKey) return
    event.preventDefault()
    const next = (buttons.indexOf(event.target) + step + buttons.length) % buttons.length
    send(model.options[next][0])
    buttons[next].focus()
  }
  model.on("options", build)
  model.on("value", refresh)
  build()
  return element
}

export function menu(model) {
  const send = writer(model)
  const select = make("select", {"aria-label": model.label, onchange: () => send(select.value)})
  const refresh = () => {
    select.replaceChildren(...model.options.map(([value, label]) => make("option", {value}, label)))
    select.value = model.value ?? ""
  }
  explain(select, model.help)
  model.on(["value", "options"], refresh)
  refresh()
  return make("span", {class: "select menu"}, select)
}

export function note(model) {
  const element = make("div", {class: "message", role: "alert"})
  const refresh = () => { element.textContent = model.problem; element.hidden = !model.problem; mark(element, model) }
  model.on("problem", refresh)
  refresh()
  return element
}

// What one should know before one begins, all of it.
export function hint(model) {
  return make("p", {class: "hint"}, model.label)
}

export function words(model) {
  const element = make("p", {class: "words", role: "status"})
  const refresh = () => { element.textContent = model.label }
  explain(element, () => model.help || (element.scrollHeight > element.clientHeight ? model.label : ""))
  model.on("label", refresh)
  refresh()
  return element
}

// A number with buttons for the next and the previous one; it can be given back when it is someone's own choice.
export function stepper(model) {
  const send = writer(model)
  const within = (value) => Math.min(Math.max(value, model.start), model.end)
  const step = (direction) => () => send(Number(within((model.value ?? 0) + direction * model.step).toPrecision(10)))
  const box = number_box(model, {
    get: () => model.value,
    set: (value) => { if (value !== null || model.optional) send(value === null ? null : within(value)) },
  })
  const arrow = (name, direction) => make("button", {
    type: "button", class: "button bare", "aria-label": `${model.label}: ${direction < 0 ? "lower" : "higher"}`, onclick: step(direction),
  }, icon(name))
  const [lower, higher] = [arrow("left", -1), arrow("right", 1)]
  const drop = make("button", {
    type: "button", class: "button bare", "aria-label": `${model.label}: clear`, onclick: () => send(null),
  }, icon("remove"))
  const unit = unit_of(model)
  const of_many = model.unit.startsWith("of ")
  unit.classList.toggle("of", of_many)
  const refresh = () => {
    box.refresh()
    unit.textContent = model.unit
    drop.hidden = !model.optional
    box.element.disabled = model.disabled
    lower.disabled = model.disabled || model.value <= model.start
    higher.disabled = model.disabled || model.value >= model.end
  }
  model.on(["value", "unit", "start", "end", "optional", "disabled"], refresh)
  refresh()
  return make("div", {class: of_many ? "stepper" : "stepper short"}, label_of(model), lower, box.element, higher, unit, drop)
}

export function track(model) {
  const send = writer(model)
  const bar = slider(model, {thumbs: 1, get: () => [model.value], set: ([value]) => send(value)})
  const box = number_box(model, {get: () => model.value, set: (value) => send(value ?? 0), most: 9, places: 3})
  const refresh = () => { bar.refresh(); box.refresh() }
  model.on(["value", "start", "end", "step"], refresh)
  refresh()
  return make("div", {class: "track"}, label_of(model), bar.element, box.element, unit_of(model))
}

export function legend(model) {
  const marks = () => model.options.map(([colours, label]) => {
    const [colour, shape] = colours.length === 2 && ["ring", "disc"].includes(colours[1]) ? colours : [null, null]
    const sign = make("i", {class: shape ?? (colours.length > 3 ? "scale" : null)})
    if (shape === "ring") sign.style.color = colour
    sign.style.background = colour ?? (colours.length > 1 ? `linear-gradient(to right, ${colours.join()})` : colours[0])
    return make("span", {}, sign, label)
  })
  const element = make("div", {class: "legend"}, ...marks())
  model.on("options", () => element.replaceChildren(...marks()))
  return element
}
