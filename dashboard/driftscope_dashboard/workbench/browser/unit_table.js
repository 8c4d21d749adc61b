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
  let sort = FIRST, order = [], active = null, soon = 0, kept = new Map(), drawn = ""
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
    return make("th", {scope: "col", class: `of-${column.name} as-${column.kind}`, "aria-sort": state, "data-column": column.name}, button)
  }
  function turn(name) {
    sort = {name, descending: name === sort.name && !sort.descending}
    const focused = head.querySelector(":focus")?.closest("th").dataset.column
    title()
    arrange()
    if (focused) head.querySelector(`[data-column="${focused}"] button`)?.focus()
  }
  function fill(part, column, place) {
    const value = values_of(column.name)[place], channel = column.kind === "on" ? values_of(`${column.name}_channel`)[place] : null
    const told = `${value} ${channel}`
    if (part.told === told) return
    part.told = told
    if (column.kind === "curve") return part.replaceChildren(small_curve(value))
    part.replaceChildren(written(column.kind, value), ...channel == null ? [] : [make("span", {}, ` on ${channel}`)])
  }
  // A row stays the same while it is seen, so that a press is not lost that begins before a change and ends after it.
  function row(place, number) {
    const unit = units()[place], chosen = model.selected.indexOf(unit)
    const made = kept.get(unit) ?? make("tr", {id: `unit-row-${unit}`, onclick: (event) => select(unit, event.shiftKey)},
      ...model.columns.map((column) => make("td", {class: `of-${column.name} as-${column.kind}`})))
    model.columns.forEach((column, at) => fill(made.children[at], column, place))
    made.setAttribute("aria-rowindex", number + 2)
    made.setAttribute("aria-selected", String(chosen >= 0))
    made.classList.toggle("first", chosen === 0)
    made.classList.toggle("active", unit === active)
    return [unit, made]
  }
  // Rows above and below those that are made take their room as two empty ones.
  function draw() {
    soon = 0
    const height = row_height(), shown = Math.ceil(scroller.clientHeight / height) + 2 * SPARE
    const first = Math.max(0, Math.min(Math.floor(scroller.scrollTop / height) - SPARE, order.length - shown))
    const made = order.slice(first, first + shown).map((place, at) => row(place, first + at))
    kept = new Map(made)
    const room = (rows) => rows > 0 ? [make("tr", {class: "room", "aria-hidden": "true", style: `height: ${rows * height}px`}, make("td", {colspan: model.columns.length}))] : []
    const seen = [first, order.length, height, ...kept.keys()].join(" ")
    if (seen !== drawn) body.replaceChildren(...room(first), ...kept.values(), ...room(order.length - first - made.length))
    drawn = seen
    if (active !== null && body.querySelector(`#unit-row-${active}`)) table.setAttribute("aria-activedescendant", `unit-row-${active}`)
    else table.removeAttribute("aria-activedescendant")
  }
  const draw_soon = () => { soon ||= requestAnimationFrame(draw) }
  const title = () => head.replaceChildren(...model.columns.map(heading))
  function arrange() {
    const column = model.columns.find(({name}) => name === sort.name)
    order = order_of(column, values_of(column.name), units(), sort.descending)
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
  model.on("columns", () => {
    if (!model.columns.some(({name}) => name === sort.name)) sort = FIRST
    kept.clear()
    drawn = ""
    title()
  })
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
  title()
  arrange()
  say()
  return element
}
