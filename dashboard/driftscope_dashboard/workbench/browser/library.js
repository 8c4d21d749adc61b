// A library's templates in a table of one page, sorted by the server; the bounds of a search; the cards of added units.

import {explain, icon, make} from "./dom.js"
import {fields, group_of, mark} from "./marks.js"
import {number_box, writer} from "./numbers.js"
import {advice_of, message_of, unit_of} from "./field.js"

export function table(model) {
  const body = make("tbody", {}), head = make("tr", {}), place = make("span", {class: "place"}), words = make("p", {class: "none", role: "status"})
  const turn = (name, spoken, by) => make("button", {type: "button", class: "button bare", "aria-label": spoken, onclick: () => model.send_msg({page: model.options[2][1] + by})}, icon(name))
  const [back, on] = [turn("left", "Previous page", -1), turn("right", "Next page", 1)]
  const element = make("div", {class: "table"},
    make("div", {class: "scroll"}, make("table", {"aria-label": model.label}, make("thead", {}, head), body), words),
    make("div", {class: "turn"}, place, back, on))
  const heading = ([name, label, number], [sort, descending]) => {
    const sorted = name === sort
    const button = make("button", {type: "button", onclick: () => model.send_msg({sort: name})}, label, sorted ? make("i", {}, descending ? "▾" : "▴") : null)
    return make("th", {scope: "col", class: number ? "figures" : name, "aria-sort": sorted ? (descending ? "descending" : "ascending") : "none"}, button)
  }
  const row_of = ([dataset, index, cells], columns, chosen) => {
    const unit = [dataset, index], is_chosen = chosen[0] === dataset && chosen[1] === index
    const add = make("button", {type: "button", class: "choice", "aria-label": `Add ${cells[0]}`, onclick: (event) => { event.stopPropagation(); model.send_msg({add: unit}) }}, "Add")
    const row = make("tr", {tabindex: "0", "aria-selected": String(is_chosen), onclick: () => model.send_msg({choose: unit})},
      ...cells.map((cell, at) => make("td", {class: columns[at][2] ? "figures" : columns[at][0], title: columns[at][2] ? null : cell}, cell)),
      make("td", {class: "do"}, add))
    row.addEventListener("keydown", (event) => {
      if (event.target !== row) return
      const next = {ArrowDown: row.nextElementSibling, ArrowUp: row.previousElementSibling}[event.key]
      if (next) { event.preventDefault(); event.stopPropagation(); next.focus(); next.click() }
      if (event.key === "Enter") { event.preventDefault(); model.send_msg({add: unit}) }
    })
    return row
  }
  const refresh = () => {
    if (!model.options.length) return
    const [columns, rows, [total, page, pages], sort, chosen, said] = model.options
    const focused = [...body.children].indexOf(element.getRootNode().activeElement)
    head.replaceChildren(...columns.map((column) => heading(column, sort)), make("th", {class: "do"}, make("span", {class: "spoken"}, "Add")))
    body.replaceChildren(...rows.map((row) => row_of(row, columns, chosen)))
    if (focused >= 0) body.children[focused]?.focus()
    words.textContent = said
    words.hidden = !said
    place.textContent = `${total.toLocaleString("en")} template${total === 1 ? "" : "s"}${pages > 1 ? `, page ${page + 1} of ${pages}` : ""}`
    back.hidden = on.hidden = pages < 2
    back.disabled = page === 0
    on.disabled = page === pages - 1
  }
  model.on("options", refresh)
  refresh()
  return element
}

export function bounds(model) {
  const send = writer(model)
  const boxes = ["least", "greatest"].map((name, at) => number_box({kind: "number", label: model.label, optional: true, step: 1}, {
    name: `${model.label}, ${name}`,
    get: () => model.value[at],
    set: (value) => { const values = [...model.value]; values[at] = value; send(values) },
  }))
  boxes[0].element.placeholder = "any"
  boxes[1].element.placeholder = "any"
  const refresh = () => boxes.forEach((box) => box.refresh())
  model.on("value", refresh)
  refresh()
  return make("div", {class: "bounds"}, make("span", {class: "name"}, model.label), boxes[0].element, "–", boxes[1].element, unit_of(model))
}

// The heading of an added unit: its colour and template; it can be looked at, copied and removed.
export function unitcard(model) {
  const command = (name, glyph, spoken) => {
    const press = make("button", {type: "button", class: "button bare", "aria-label": `${spoken}: unit ${model.value}`, onclick: () => model.send_msg({do: name})}, icon(glyph))
    explain(press, spoken)
    return press
  }
  const swatch = make("i", {})
  swatch.style.background = model.unit
  const look = make("button", {type: "button", class: "look", onclick: () => model.send_msg({do: "look"})}, swatch, make("b", {}, `Unit ${model.value}`), make("span", {}, model.label))
  explain(look, model.label)
  const message = message_of(model, writer(model)), advice = advice_of(model)
  const row = make("div", {class: "unitcard"}, look, command("copy", "copy", "Add once more"), command("remove", "remove", "Remove"))
  const frame = make("div", {"data-path": `units-${model.value}`}, row, message.element, advice.element)
  fields.set(frame.dataset.path, frame)
  const refresh = () => {
    const chosen = model.options.length > 0
    row.classList.toggle("chosen", chosen)
    look.setAttribute("aria-pressed", String(chosen))
    for (const part of [message, advice]) part.refresh()
    mark(frame, model)
  }
  model.on(["options", "problem", "advice"], refresh)
  model.on("msg:custom", () => {
    group_of(frame).open = true
    frame.closest(".node-stack")?.scrollIntoView({block: "nearest"})
  })
  refresh()
  return frame
}

// Advice that stands below a control that has no room for it.
export function counsel(model) {
  const advice = advice_of(model)
  const refresh = () => { advice.refresh(); mark(advice.element, model) }
  model.on(["advice", "remedy"], refresh)
  refresh()
  return advice.element
}
