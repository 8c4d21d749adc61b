// The list of motions: each with a drawing of its curve, and a menu from which another one is added.

import {explain, icon, make} from "./dom.js"
import {button} from "./buttons.js"
import {drop_down} from "./dropdown.js"
import {drawing, step_through_cards} from "./presets.js"

// In the next frame at the earliest: what moves to another place in the page loses the focus.
function focus_soon(element, tries = 40) {
  requestAnimationFrame(() => {
    if (element.isConnected && element.offsetWidth) element.focus()
    else if (tries > 0) focus_soon(element, tries - 1)
  })
}

export function motion(model) {
  const [, , index] = model.options
  const act = (name) => () => model.send_msg({do: name})
  const tool = (name, words) => {
    const made = make("button", {type: "button", class: "button bare", onclick: act(name)}, icon(name))
    explain(made, words)
    return made
  }
  const names = {up: "move up", down: "move down", copy: "duplicate", remove: "remove"}
  const helps = {up: "Move up (alt ↑)", down: "Move down (alt ↓)", copy: "Duplicate", remove: "Remove"}
  const tools = Object.fromEntries(Object.entries(helps).map(([name, words]) => [name, tool(name, words)]))
  const picture = make("span", {class: "curve", role: "img"})
  const hooks = Object.entries(tools).map(([name, made]) => make("span", {class: `ds-motion-components-${index}-${name}`}, made))
  const element = make("div", {class: "motion", role: "group"}, picture, ...hooks)
  const refresh = () => {
    const [path, words, place, number, enabled] = model.options
    picture.replaceChildren(drawing([path], [132, 26]))
    picture.classList.toggle("muted", !enabled)
    picture.setAttribute("aria-label", `Curve of motion ${place + 1}`)
    element.setAttribute("aria-label", words)
    for (const [name, made] of Object.entries(tools)) made.setAttribute("aria-label", `${words}: ${names[name]}`)
    tools.up.disabled = place === 0
    tools.down.disabled = place === number - 1
  }
  const lead_here = () => {
    if (!model.value) return
    const asked = {up: [tools.up, tools.down], down: [tools.down, tools.up]}[model.value[1]] ?? [tools[model.value[1]] ?? tools.copy]
    focus_soon([...asked, tools.copy].find((made) => !made.disabled))
  }
  element.addEventListener("keydown", (event) => {
    const name = {ArrowUp: "up", ArrowDown: "down"}[event.key]
    if (!name || !event.altKey) return
    event.preventDefault()
    if (!tools[name].disabled) act(name)()
  })
  model.on("options", refresh)
  model.on("value", () => { refresh(); lead_here() })
  refresh()
  lead_here()
  return element
}

export function adder(model) {
  const anchor = button(model, null, () => open())
  anchor.setAttribute("aria-haspopup", "true")
  const panel = make("div", {class: "cards adder"})
  const show = drop_down(anchor, panel)
  const card = ([kind, name, sentence, path]) => make("button", {
    type: "button", class: "card", "data-value": kind, "data-path": path || null,
    onclick: () => { panel.hidePopover(); model.send_msg({kind, path}) },
  }, make("span", {}, make("b", {}, name), sentence))
  // Cards that are there stay, so that the one with the focus keeps it while folders are found.
  const fill = () => {
    panel.querySelector(".hint")?.remove()
    const is_there = (made, index) => made.dataset.value === model.options[index]?.[0] && (made.dataset.path ?? "") === model.options[index][3]
    if (![...panel.children].every(is_there)) panel.replaceChildren()
    panel.append(...model.options.slice(panel.children.length).map(card))
    if (model.note) panel.append(make("p", {class: "hint"}, model.note))
  }
  const open = () => {
    panel.replaceChildren()
    fill()
    model.send_msg({open: true})
    show()
    panel.firstElementChild.focus()
  }
  for (const field of ["options", "note"]) model.on(field, () => {
    if (!panel.matches(":popover-open")) return
    fill()
    show()
  })
  panel.addEventListener("keydown", (event) => step_through_cards(event, panel))
  model.on("value", () => focus_soon(anchor))
  return make("div", {}, anchor, panel)
}
