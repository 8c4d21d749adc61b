// The sentence above the pictures. A screen reader is told it at most once a second.

import {make} from "./dom.js"

const REST_MS = 1000

// The pictures have it as their text.
function describe_pictures(words) {
  for (const view of Bokeh.index.query((one) => one.model.type === "Figure")) {
    view.canvas_view?.events_el.setAttribute("aria-description", words)
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

export function unitname(model) {
  const element = make("b", {class: "unitname"})
  const refresh = () => { element.textContent = model.label }
  model.on("label", refresh)
  refresh()
  return element
}
