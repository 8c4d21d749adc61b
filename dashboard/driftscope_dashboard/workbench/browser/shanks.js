// A button for every shank below its lane of the minimap; with the shift key several are shown.

import {explain, make} from "./dom.js"

export function shanks(model) {
  const element = make("div", {class: "shanks", role: "group", "aria-label": model.label})
  const draw = () => element.replaceChildren(...model.options.map(([shank, label]) => {
    const button = make("button", {
      type: "button", class: `ds-shank-${label}`, "aria-label": `Shank ${label}`,
      onclick: (event) => model.send_msg({shank, several: event.shiftKey}),
    }, label)
    explain(button, `Show shank ${label}; with the shift key, in addition to the others`)
    return button
  }))
  const press = () => model.options.forEach(([shank], at) => {
    element.children[at].setAttribute("aria-pressed", String(model.value.includes(shank)))
  })
  model.on("options", () => { draw(); press() })
  model.on("value", press)
  draw()
  press()
  return element
}
