// Numbers with what each of them is.

import {explain, make} from "./dom.js"

export function facts(model) {
  const list = make("dl", {class: "facts", "aria-label": model.label})
  let shown = []
  const draw = () => {
    shown = model.options.map(([label, value, help]) => {
      const name = make("dt", {}, label), told = make("dd", {}, value), row = make("div", {}, name, told)
      explain(row, () => help)
      return {name, told}
    })
    list.replaceChildren(...shown.map(({name}) => name.parentElement))
  }
  const refresh = () => {
    if (model.options.length !== shown.length) return draw()
    model.options.forEach(([label, value], at) => {
      shown[at].name.textContent = label
      shown[at].told.textContent = value
    })
  }
  model.on("options", refresh)
  draw()
  return list
}
