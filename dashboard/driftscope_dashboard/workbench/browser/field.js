// The field of a parameter: label, inputs, unit, and what is wrong or implausible.

import {explain, icon, make} from "./dom.js"
import {fields, mark} from "./marks.js"
import {spoken} from "./names.js"
import {digits, in_digits, keeper, number_box, writer} from "./numbers.js"
import {read_number} from "./reading.js"
import {slider} from "./sliders.js"

const LONGEST_BESIDE = 24

export function label_of(model) {
  const label = make("span", {class: "label"}, model.label)
  explain(label, model.help)
  return label
}

// What is wrong: with what was typed, when it cannot be read, else with the value.
export function message_of(model, send) {
  let unread = null
  const words = make("span", {class: "words"})
  const offered = () => unread ? unread.offer : model.suggestion
  const take = () => {
    const value = offered(), {forget} = unread ?? {}
    forget?.()
    send(value)
  }
  const offer = make("button", {type: "button", class: "offer", onclick: take})
  const element = make("div", {class: "message", role: "alert"}, words, offer)
  const problem = () => unread?.words ?? model.problem
  const refresh = () => {
    element.hidden = !problem()
    words.textContent = problem()
    offer.hidden = offered() == null
    offer.textContent = offered() == null ? "" : `Use ${in_digits(offered())}`
  }
  const complain = (said, offered, forget) => { unread = said ? {words: said, offer: offered, forget} : null }
  return {element, refresh, problem, complain}
}

function reset_of(model, send) {
  const element = make("button", {
    type: "button", class: "reset", "aria-label": `${spoken(model)}: reset to the default`, onclick: () => send(model.original[0]),
  }, icon("reset"))
  explain(element, "Reset to the default")
  const same = () => !model.listed && JSON.stringify(model.value) === JSON.stringify(model.original[0])
  const refresh = () => { element.hidden = !model.label || !model.original.length || same() }
  return {element, refresh}
}

export function advice_of(model) {
  const words = make("span", {class: "words"})
  const remedy = make("button", {type: "button", class: "offer", onclick: () => model.send_msg({remedy: true})})
  const element = make("div", {class: "advice", role: "note"}, words, remedy)
  const refresh = () => {
    element.hidden = !model.advice
    words.textContent = model.advice
    remedy.textContent = model.remedy
    remedy.hidden = !model.remedy
  }
  model.on(["advice", "remedy"], refresh)
  return {element, refresh}
}

function note_of(model) {
  const element = make("p", {class: "note", role: "note"})
  const refresh = () => { element.hidden = !model.note; element.textContent = model.note }
  model.on("note", refresh)
  refresh()
  return element
}

function toggle(model, {get, set, name}) {
  const input = make("input", {type: "checkbox", role: "switch", class: "switch", "aria-label": name ?? spoken(model)})
  input.addEventListener("change", () => set(input.checked))
  return {element: input, refresh: () => { input.checked = get() }}
}

const BODIES = {
  number: number_body,
  integer: number_body,
  per_unit: per_unit_body,
  pair: pair_body,
  numbers: numbers_body,
  choice: choice_body,
  switch: switch_body,
  text: text_body,
  listing: listing_body,
}

export function field(model) {
  const send = writer(model)
  const frame = make("div", {class: `field kind-${model.kind}`, "data-path": model.hook})
  fields.set(frame.dataset.path, frame)
  const message = message_of(model, send)
  const advice = advice_of(model)
  const reset = reset_of(model, send)
  const note = note_of(model)
  let parts = []
  const complain = (...said) => { message.complain(...said); say() }
  const build = () => {
    const body = BODIES[model.kind](model, send, complain)
    parts = body.parts
    frame.replaceChildren(...body.elements, note, message.element, advice.element, reset.element)
    frame.dataset.form = form_of(model)
  }
  const refresh = () => {
    const problem = message.problem()
    frame.classList.toggle("wrong", Boolean(problem))
    for (const input of frame.querySelectorAll("input, select, button")) input.disabled = model.disabled
    for (const input of frame.querySelectorAll("input, select")) {
      input.setAttribute("aria-description", model.help)
      input.setAttribute("aria-invalid", String(Boolean(problem)))
    }
    for (const part of [message, advice, reset]) part.refresh()
    mark(frame, {problem, advice: model.advice})
  }
  const show = () => {
    for (const part of parts) part.refresh()
    refresh()
  }
  const say = () => {
    refresh()
    const said = [message, advice].find((part) => !part.element.hidden)
    if (said && frame.contains(frame.getRootNode().activeElement)) said.element.scrollIntoView({block: "nearest"})
  }
  build()
  show()
  model.on(["value", "listed", "start", "end", "options"], () => {
    if (frame.dataset.form !== form_of(model)) build()
    show()
  })
  model.on(["problem", "advice", "suggestion", "disabled"], say)
  return frame
}

// The inputs are made anew only when the value takes another form, so that what one drags stays in the hand.
function form_of(model) {
  if (!["number", "integer", "per_unit", "pair", "listing"].includes(model.kind)) return "one"
  return model.listed ? "listed" : Array.isArray(model.value) ? "range" : model.value == null ? "empty" : "one"
}

function head(model, ...right) {
  const on_off = right.find((element) => element?.classList.contains("switch") && model.optional)
  const rest = right.filter((element) => element !== on_off)
  const name = make("span", {class: "name"}, label_of(model), on_off)
  return make("div", {class: "head"}, name, make("span", {class: "right"}, ...rest.filter(Boolean)))
}

export function unit_of(model) {
  return make("span", {class: "unit"}, model.unit)
}

function empty_switch(model, send) {
  if (!model.optional) return null
  return toggle(model, {
    name: `${spoken(model)}: on or off`,
    get: () => model.value != null || Boolean(model.listed),
    set: (on) => send(on ? model.fallback : null),
  })
}

function number_body(model, send, complain) {
  const on_off = empty_switch(model, send)
  if (model.listed) return listing_body(model, send)
  if (model.value == null) {
    return {elements: [head(model, make("span", {class: "none"}, "none"), on_off?.element)], parts: [on_off].filter(Boolean)}
  }
  const box = number_box(model, {get: () => model.value, set: (value) => send(value), complain})
  const parts = [box, on_off].filter(Boolean)
  const elements = [head(model, box.element, unit_of(model), on_off?.element)]
  if (model.end > model.start) {
    const track = slider(model, {
      thumbs: 1, get: () => [model.value],
      set: ([value]) => { box.element.value = digits(value); send(value) },
    })
    elements.push(track.element)
    parts.push(track)
  }
  return {elements, parts}
}

function per_unit_body(model, send, complain) {
  const ranged = Array.isArray(model.value)
  if (model.listed || model.value == null) return number_body(model, send, complain)
  const get = () => ranged ? model.value : [model.value]
  const set = (values) => {
    boxes.forEach((box, index) => { box.element.value = digits(values[index]) })
    send(ranged ? [...values] : values[0])
  }
  const changed = (index, value) => { const values = [...get()]; values[index] = value; return ranged ? values : values[0] }
  const offer_for = (index) => (words, offer, forget) => complain(words, words && changed(index, offer), forget)
  const boxes = get().map((_, index) => number_box(model, {
    name: `${spoken(model)}${ranged ? index ? ", highest" : ", lowest" : ""}`,
    get: () => get()[index] ?? null, complain: offer_for(index),
    set: (value) => send(changed(index, value)),
  }))
  const track = slider(model, {thumbs: boxes.length, get, set})
  const on_off = empty_switch(model, send)
  const kind = make("button", {
    type: "button", class: "form",
    "aria-label": `${spoken(model)}: ${ranged ? "range, press for a single value" : "single value, press for a range"}`,
    onclick: () => send(ranged ? middle(model) : around(model)),
  }, ranged ? "range" : "value")
  const [one] = model.options[0] ?? ["unit"]
  explain(kind, ranged ? `Each ${one} draws its own value from this range.` : `All ${one}s have this value.`)
  const dash = ranged ? make("span", {class: "dash"}, "–") : null
  const right = ranged ? [boxes[0].element, dash, boxes[1].element] : [boxes[0].element]
  return {
    elements: [head(model, ...right, unit_of(model), on_off?.element), make("div", {class: "below"}, track.element, kind)],
    parts: [...boxes, track, on_off].filter(Boolean),
  }
}

function middle(model) {
  const [low, high] = model.value
  return Number(((low + high) / 2).toPrecision(4))
}

function around(model) {
  const reach = (model.end - model.start) / 20
  const [low, high] = [Math.max(model.value - reach, Math.min(model.start, model.value)), model.value + reach]
  return [Number(low.toPrecision(4)), Number(high.toPrecision(4))]
}

function pair_body(model, send, complain) {
  const on_off = empty_switch(model, send)
  if (model.value == null) {
    return {elements: [head(model, make("span", {class: "none"}, "none"), on_off?.element)], parts: [on_off].filter(Boolean)}
  }
  const names = model.options.length ? model.options.map(([name]) => name) : ["x", "y"]
  const changed = (index, value) => { const values = [...model.value]; values[index] = value ?? 0; return values }
  const boxes = names.map((name, index) => number_box(model, {
    name: `${spoken(model)}, ${name}`,
    get: () => model.value[index], set: (value) => send(changed(index, value)),
    complain: (words, offer, forget) => complain(words, words && changed(index, offer), forget),
  }))
  const [x, y] = boxes.map((box, index) => make("label", {class: "axis"}, names[index], box.element))
  return {elements: [head(model, x, y, unit_of(model), on_off?.element)], parts: [...boxes, on_off].filter(Boolean)}
}

function numbers_body(model, send, complain) {
  const text = () => (model.value ?? []).map((value) => digits(value)).join(", ")
  const input = make("input", {class: "text", "aria-label": spoken(model), placeholder: "none", spellcheck: "false"})
  const box = keeper(input, {get: () => model.value, shown: text, complain})
  input.addEventListener("change", () => {
    const read = input.value.split(/[\s,;]+/).filter(Boolean).map((word) => read_number(word, model.unit))
    const unread = read.find(({words}) => words)
    if (unread) return box.keep(`${unread.words} Separate numbers with commas.`, model.value)
    box.drop()
    send(read.length || !model.optional ? read.map(({value}) => value) : null)
  })
  return {elements: [head(model, input, unit_of(model))], parts: [box]}
}

function choice_body(model, send) {
  const select = make("select", {"aria-label": spoken(model), onchange: () => send(select.value)})
  const refresh = () => {
    const known = [...select.options].map((option) => option.value).join()
    if (known !== model.options.map(([value]) => value).join()) {
      select.replaceChildren(...model.options.map(([value, label]) => make("option", {value}, label)))
    }
    select.value = model.value ?? ""
  }
  const long = Math.max(...model.options.map(([, label]) => label.length)) > LONGEST_BESIDE
  const shown = make("span", {class: long ? "select menu" : "select"}, select)
  return {elements: long ? [head(model), shown] : [head(model, shown)], parts: [{refresh}]}
}

function switch_body(model, send) {
  const on_off = toggle(model, {get: () => Boolean(model.value), set: (on) => send(on)})
  return {elements: [model.label ? head(model, on_off.element) : on_off.element], parts: [on_off].filter(Boolean)}
}

function text_body(model, send) {
  const input = make("input", {class: "text", "aria-label": spoken(model), spellcheck: "false"})
  input.addEventListener("change", () => send(input.value))
  const refresh = () => { if (input.getRootNode().activeElement !== input) input.value = model.value ?? "" }
  return {elements: [head(model, input)], parts: [{refresh}]}
}

function listing_body(model, send) {
  const described = make("span", {class: "none"}, model.listed || "none")
  const drop = model.listed && (model.optional || (model.fallback != null && model.kind !== "listing"))
    ? make("button", {type: "button", class: "form", "aria-label": `${spoken(model)}: drop`, onclick: () => send(model.optional ? null : model.fallback)}, "drop")
    : null
  const refresh = () => { described.textContent = model.listed || "none" }
  return {elements: [head(model, described, drop)], parts: [{refresh}]}
}
