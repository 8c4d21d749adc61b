// Snapshots: press to keep or to go back, with shift to keep anew; so do the keys 1, 2 and 3, as b is for both traces.

import {explain, make} from "./dom.js"

export function snapshots(model) {
  const press = (letter, keep) => model.send_msg({letter, keep})
  const entry = (letter) => model.options.find(([name]) => name === letter)
  const buttons = model.options.map(([letter]) => {
    const made = make("button", {type: "button", class: "button letter", onclick: (event) => press(letter, event.shiftKey)}, letter)
    explain(made, () => entry(letter)[3])
    return made
  })
  const refresh = () => model.options.forEach(([letter, kept, current, words], index) => {
    buttons[index].classList.toggle("kept", kept)
    buttons[index].setAttribute("aria-pressed", String(current))
    buttons[index].setAttribute("aria-label", `Snapshot ${letter}: ${words}`)
  })
  document.addEventListener("keydown", (event) => {
    const typing = event.composedPath()[0]?.closest?.("input:not([type=range], [type=checkbox]), select, textarea")
    const letter = {Digit1: "A", Digit2: "B", Digit3: "C"}[event.code]
    if (typing || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || event.repeat) return
    if (entry(letter)) press(letter, event.shiftKey)
  })
  model.on("options", refresh)
  refresh()
  return make("div", {class: "letters", role: "group", "aria-label": model.label}, ...buttons)
}
