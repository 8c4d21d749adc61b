// Which keys are pressed, but not while one types or where they mean something else.

import {explain, make} from "./dom.js"
import {help_dialog, offer_once} from "./help.js"
import {dropped} from "./dropdown.js"
import {enlarge_touched, shrink} from "./enlarge.js"
import {toggle_form} from "./frame.js"
import {is_presenting, leave_presentation, step_snapshots, toggle_presentation} from "./present.js"

const TYPING = "input:not([type=range], [type=checkbox], [type=file]), select, textarea, [contenteditable=true]"
const PRESSED = "button, summary, a, label, [type=checkbox], [type=file], [role=tab]"

function means_something_else(event) {
  const target = event.composedPath()[0]
  if (event.defaultPrevented || event.altKey || !target.closest) return true
  if (target.closest(TYPING)) return true
  if (target.matches("input[type=range]")) return event.key.startsWith("Arrow")
  return Boolean(target.closest(PRESSED)) && (event.key === " " || event.key === "Enter")
}

function name_of_key(event) {
  const control = event.ctrlKey || event.metaKey
  const letter = event.key.length === 1
  const key = letter ? event.key.toLowerCase() : event.key
  return `${control ? "ctrl+" : ""}${event.shiftKey && (control || !letter) ? "shift+" : ""}${key}`
}

const press_on = (hook) => () => document.querySelector(`.ds-${hook} button`)?.click()

// What a key does in the browser alone.
const HERE = {
  m: enlarge_touched, f: toggle_form, w: press_on("worst"), ",": press_on("unit-previous"), ".": press_on("unit-next"),
}

const PAGES = {PageDown: 1, PageUp: -1}

// What a key does to how the page is shown; whether it did something.
function shows_otherwise(event) {
  if (event.ctrlKey || event.metaKey) return false
  if (event.key === "Escape") return shrink() || leave_presentation()
  if (event.key === "P") toggle_presentation()
  else if (event.key in PAGES && is_presenting()) step_snapshots(PAGES[event.key])
  else return false
  return true
}

export function shortcuts(model) {
  const [handled, groups, pictures] = model.options
  const {dialog: list, toggle: toggle_list} = help_dialog(groups, pictures)
  offer_once(toggle_list)
  document.addEventListener("keydown", (event) => {
    if (means_something_else(event)) return
    const key = name_of_key(event)
    const closes = dropped.size || event.composedPath().some((part) => part.matches?.("dialog[open]"))
    if (key === "Escape" && closes) return
    if (key === "?") toggle_list()
    else if (list.open) return
    else if (shows_otherwise(event)) event.stopPropagation()
    else if (key in HERE) HERE[key]()
    else if (!handled.includes(key)) return
    else model.send_msg({key})
    event.preventDefault()
  })
  document.addEventListener("wheel", (event) => {
    if (!event.shiftKey || !event.composedPath().some((part) => part.classList?.contains("ds-view-traces"))) return
    event.preventDefault()
    event.stopPropagation()
    model.send_msg({gain: Math.exp(-(event.deltaY || event.deltaX) / 450)})
  }, {capture: true, passive: false})
  const element = make("button", {type: "button", class: "button bare", "aria-label": model.help, onclick: toggle_list}, "?")
  explain(element, model.help)
  return make("div", {}, element, list)
}
