// The sentence above the pictures. A screen reader is told it at most once a second.

import {explain, make} from "./dom.js"
import {number_box} from "./numbers.js"
import {let_scroll} from "./picture_gestures.js"

const REST_MS = 1000

// The pictures have it as their text. Those that were made since the last sentence learn to let the page scroll.
function describe_pictures(words) {
  for (const view of Bokeh.index.query((one) => one.model.type === "Figure")) {
    view.canvas_view?.events_el.setAttribute("aria-description", words)
    let_scroll(view)
  }
}

export function sentence(model) {
  const seen = make("p", {class: "sentence", "aria-hidden": "true"})
  const heard = make("p", {class: "heard", "aria-live": "polite"})
  let waiting = 0
  const tell = () => {
    waiting = 0
    heard.textContent = seen.textContent
    describe_pictures(seen.textContent)
  }
  const refresh = () => {
    seen.replaceChildren(...model.value.map(([text, meaning]) => meaning === "plain" ? text : make("b", {class: meaning}, text)))
    waiting ||= setTimeout(tell, heard.textContent ? REST_MS : 0)
  }
  model.on("value", refresh)
  refresh()
  return make("div", {class: "told"}, seen, heard)
}

// A press on the unit's name lets one type the number of another.
export function unitname(model) {
  const name = make("button", {type: "button", class: "unitname", onclick: () => open()})
  const box = number_box(model, {name: "Number of the unit", get: () => model.value, set: (value) => { model.value = value }})
  const typing = make("label", {class: "unitbox", hidden: true}, box.element)
  const show = (is_typing) => { name.hidden = is_typing; typing.hidden = !is_typing }
  const open = () => { show(true); box.refresh(); box.element.focus() }
  const refresh = () => { name.textContent = model.label; name.disabled = model.disabled; box.refresh() }
  // A number that cannot be read stays, with why.
  box.element.addEventListener("blur", () => show(box.element.getAttribute("aria-invalid") === "true"))
  box.element.addEventListener("keydown", (event) => {
    if (!["Enter", "Escape"].includes(event.key)) return
    event.preventDefault()
    box.element.blur()
    const next = typing.hidden ? name : box.element
    next.focus()
  })
  explain(name, () => model.help)
  model.on(["label", "value", "disabled"], refresh)
  refresh()
  return make("div", {}, name, typing)
}
