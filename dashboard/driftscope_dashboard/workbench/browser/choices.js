// One of a few: buttons beside each other, and a menu where the window is narrow.

import {make} from "./dom.js"
import {menu, segments} from "./buttons.js"

const narrow = matchMedia("(min-width: 901px) and (max-width: 1360px)")

export function choice(model) {
  const [wide, small] = [segments(model), menu(model)]
  const host = make("div", {class: "few"})
  const refresh = () => host.replaceChildren(narrow.matches ? small : wide)
  narrow.addEventListener("change", refresh)
  refresh()
  return host
}
