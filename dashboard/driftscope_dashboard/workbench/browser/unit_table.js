// The table of units: sorted here, and of thousands of rows only those are made that are seen.

import {explain, make} from "./dom.js"
import {save} from "./download.js"
import {order_of, small_curve, written} from "./unit_rows.js"

const SPARE = 4
const FIRST = {name: "left", descending: false}

export function unittable(model) {
  const head = make("tr", {}), body = make("tbody", {}), words = make("p", {class: "none", role: "status"})
  const table = make("table", {role: "grid", tabindex: "0", "aria-label": model.label}, make("thead", {}, head), body)
  const scroller = make("div", {class: "scroll"}, table, words)
  const element = make("div", {class: "unittable"}, scroller)
  let sort = FIRST, order = [], active = null, soon = 0
  const units = () => model.fixed.unit ?? []
  const values_of = (name) => model.now[name] ?? model.fixed[name] ?? model.added[name] ?? units().map(() => null)
  const row_height = () => parseFloat(getComputedStyle(element).getPropertyValue("--row")) || 30
  const place_of = (unit) => order.findIndex((place) => units()[place] === unit)
  const select = (unit, more) => { active = unit; model.send_msg({select: unit, more}) }

  function heading(column) {
    const sorted = column.name === sort.name
    const button = make("button", {type: "button", onclick: () => turn(column.name)}, column.label, make("i", {"aria-hidden": "true"}, sorted ? (sort.descending ? "▼" : "▲") : ""))
    explain(button, () => column.help)
    const state = sorted ? (sort.descending ? "descending" : "ascending") : "none"
    return make("th", {scope: "col", class: `${column.name} ${column.kind}`, "aria-sort": state, "data-column": column.name}, button)
  }
  function turn(name) {
    sort = {name, descending: name === sort.name && !sort.descending}
    const focused = head.querySelector(":focus")?.closest("th").dataset.column
    arrange()
    if (focused) head.querySelector(`[data-column="${focused}"] button`)?.focus()
  }
  function cell(column, place) {
    const value = values_of(column.name)[place], kind = column.kind
    const told = kind === "curve" ? [small_curve(value)] : [written(kind, value)]
    if (kind === "on" && value != null) told.push(make("span", {}, ` on ${values_of(`${column.name}_channel`)[place]}`))
    return make("td", {class: `${column.name} ${kind}`}, ...told)
  }
  function row(place, number) {
    const unit = units()[place], chosen = model.selected.indexOf(unit)
    return make("tr", {
      id: `unit-row-${unit}`, "aria-rowindex": number + 2, "aria-selected": String(chosen >= 0),
      class: `${chosen === 0 ? "first" : ""} ${unit === active ? "active" : ""}`, onclick: (event) => select(unit, event.shiftKey),
    }, ...model.columns.map((column) => cell(column, place)))
  }
  // Rows above and below those that are made take their room as two empty ones.
  function draw() {
    soon = 0
    const height = row_height(), shown = Math.ceil(scroller.clientHeight / height) + 2 * SPARE
    const first = Math.max(0, Math.min(Math.floor(scroller.scrollTop / height) - SPARE, order.length - shown))
    const made = order.slice(first, first + shown).map((place, at) => row(place, first + at))
    const room = (rows) => rows > 0 ? [make("tr", {class: "room", "aria-hidden": "true", style: `height: ${rows * height}px`}, make("td", {colspan: model.columns.length}))] : []
    body.replaceChildren(...room(first), ...made, ...room(order.length - first - made.length))
    if (active !== null && body.querySelector(`#unit-row-${active}`)) table.setAttribute("aria-activedescendant", `unit-row-${active}`)
    else table.removeAttribute("aria-activedescendant")
  }
  const draw_soon = () => { soon ||= requestAnimationFrame(draw) }
  function arrange() {
    const column = model.columns.find(({name}) => name === sort.name) ?? (sort = FIRST, model.columns.find(({name}) => name === FIRST.name))
    order = order_of(column, values_of(column.name), units(), sort.descending)
    head.replaceChildren(...model.columns.map(heading))
    table.setAttribute("aria-rowcount", order.length + 1)
    table.hidden = !order.length
    draw()
  }
  function say() {
    words.textContent = model.words
    words.hidden = !model.words
  }
  function bring(unit) {
    const place = place_of(unit), height = row_height(), top = head.offsetHeight
    if (place < 0) return
    const above = place * height, below = above + height + top - scroller.clientHeight
    if (scroller.scrollTop > above) scroller.scrollTop = above
    else if (scroller.scrollTop < below) scroller.scrollTop = below
  }
  const page = () => Math.max(1, Math.floor((scroller.clientHeight - head.offsetHeight) / row_height()) - 1)
  const steps = {
    ArrowDown: (at) => at + 1, ArrowUp: (at) => at - 1, PageDown: (at) => at + page(), PageUp: (at) => at - page(),
    Home: () => 0, End: () => order.length - 1,
  }
  table.addEventListener("keydown", (event) => {
    if (event.target !== table || event.ctrlKey || event.metaKey || event.altKey || !order.length) return
    const step = steps[event.key], at = place_of(active ?? model.selected[0])
    if (step) {
      active = units()[order[Math.min(Math.max(at < 0 ? 0 : step(at), 0), order.length - 1)]]
      bring(active)
      draw()
    } else if ((event.key === "Enter" || event.key === " ") && place_of(active) >= 0) select(active, event.shiftKey)
    else return
    event.preventDefault()
    event.stopPropagation()
  })
  scroller.addEventListener("scroll", draw_soon)
  new ResizeObserver(draw_soon).observe(scroller)
  model.on(["columns", "fixed", "now", "added"], arrange)
  model.on("selected", () => {
    const [unit] = model.selected
    if (unit !== undefined && unit !== active) active = unit
    if (unit !== undefined) bring(unit)
    draw()
  })
  model.on("words", say)
  model.on("msg:custom", (message) => {
    if (message.save) model.send_msg({save: order.map((place) => units()[place])})
    else save(message.name, [message.text], "text/csv")
  })
  arrange()
  say()
  return element
}
