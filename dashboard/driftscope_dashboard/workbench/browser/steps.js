// A value that goes up and down by steps which the server knows, with what it is between the buttons.

import {explain, icon, make} from "./dom.js"

export function steps(model) {
  const button = (name, direction, word) => make("button", {
    type: "button", class: "button bare", "aria-label": `${model.label}: ${word}`,
    onclick: () => model.send_msg({step: direction}),
  }, icon(name))
  const words = make("output", {class: "worth", "aria-label": model.label})
  const refresh = () => { words.textContent = model.unit }
  explain(words, model.help)
  model.on("unit", refresh)
  refresh()
  return make("div", {class: "steps"}, button("minus", -1, "lower"), words, button("plus", 1, "higher"))
}
