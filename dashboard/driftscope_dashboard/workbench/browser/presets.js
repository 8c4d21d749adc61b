// The menu of presets: a drawing of the motion, a title and a sentence each.

import {explain, make} from "./dom.js"
import {writer} from "./numbers.js"
import {drop_down} from "./dropdown.js"

export function drawing(paths, [width, height] = [72, 28]) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg")
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`)
  svg.setAttribute("preserveAspectRatio", "none")
  svg.setAttribute("class", "drawing")
  svg.setAttribute("aria-hidden", "true")
  svg.append(...paths.map((d) => {
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path")
    path.setAttribute("d", d)
    return path
  }))
  return svg
}

export function step_through_cards(event, panel) {
  if (event.key === "Escape") event.stopPropagation()
  const cards = [...panel.querySelectorAll(".card")]
  const step = {ArrowDown: 1, ArrowUp: -1}[event.key]
  if (!step) return
  event.preventDefault()
  event.stopPropagation()
  const here = cards.indexOf(event.target.closest(".card"))
  cards[(here + step + cards.length) % cards.length].focus()
}

export function gallery(model) {
  const send = writer(model)
  const title = make("span", {class: "title"})
  const anchor = make("button", {type: "button", class: "gallery", "aria-haspopup": "true", "aria-label": model.label, onclick: () => open()}, title)
  const panel = make("div", {class: "cards"})
  const show = drop_down(anchor, panel)
  const card = ([value, name, sentence, paths]) => make("button", {
    type: "button", class: "card", "data-value": value, "aria-pressed": String(value === model.value),
    onclick: () => { panel.hidePopover(); send(value) },
  }, drawing(paths), make("span", {}, make("b", {}, name), sentence))
  const open = () => {
    panel.replaceChildren(...model.options.filter(([, , sentence]) => sentence).map(card))
    show()
    panel.querySelector("[aria-pressed=true]")?.focus()
  }
  panel.addEventListener("keydown", (event) => step_through_cards(event, panel))
  const refresh = () => {
    title.textContent = model.options.find(([value]) => value === model.value)?.[1] ?? ""
    anchor.setAttribute("aria-label", `${model.label}: ${title.textContent}`)
  }
  const is_cut = () => title.scrollWidth > title.clientWidth
  explain(anchor, () => is_cut() ? title.textContent : model.help)
  model.on(["value", "options"], refresh)
  refresh()
  return make("div", {}, anchor, panel)
}
