// Nodes below or beside each other; what stays keeps its place in the page, and with it the focus.

import {make} from "./dom.js"

export function stack(model, {element_of}) {
  const element = make("div", {class: "parts"})
  const refresh = () => {
    const wanted = model.children.map(element_of)
    for (const child of [...element.children]) if (!wanted.includes(child)) child.remove()
    wanted.forEach((child, at) => { if (element.children[at] !== child) element.insertBefore(child, element.children[at] ?? null) })
  }
  model.on("children", refresh)
  refresh()
  return element
}

export const row = stack
