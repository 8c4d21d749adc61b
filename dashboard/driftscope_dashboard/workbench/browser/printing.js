// The page on one A4 sheet: title, sentence, stage and the open tab, the units of which least is left, the configuration.

import {make} from "./dom.js"
import {in_digits} from "./numbers.js"
import {drawing_at, settled} from "./pictures.js"

const WIDTH = 718, STAGE = 392, TAB = 176
const SMALLEST_PX = 6

const words_of = (selector) => document.querySelector(selector)?.textContent ?? ""

function value_of({value, listed, unit}) {
  if (listed) return listed
  if (value === null || value === undefined || value === "") return "none"
  if (typeof value === "boolean") return value ? "on" : "off"
  const text = Array.isArray(value) ? value.map(in_digits).join(" to ") : typeof value === "number" ? in_digits(value) : String(value).replaceAll("_", " ")
  return `${text.replaceAll("-", "−")}${unit ? ` ${unit}` : ""}`
}

// Every parameter by the name that it has in the form, group by group.
function configuration() {
  const groups = [...document.querySelectorAll("details.group")].map((group) => {
    const nodes = [...group.querySelectorAll(".node")].map(({node}) => node)
      .filter((node) => node?.label && node.visible && node.hook && !["link", "adder", "upload", "press"].includes(node.kind))
    const said = nodes.map((node) => `${node.label} ${value_of(node)}`)
    return said.length ? make("p", {}, make("b", {}, `${words_of_group(group)}: `), said.join("; ")) : null
  })
  return make("div", {class: "configuration"}, ...groups.filter(Boolean))
}

const words_of_group = (group) => group.querySelector(".title").textContent

function table_of({heading, columns, rows}) {
  const cells = (tag, row) => make("tr", {}, ...row.map((cell) => make(tag, {}, cell)))
  return make("section", {}, make("h2", {}, heading), rows.length ? make("table", {}, make("thead", {}, cells("th", columns)),
    make("tbody", {}, ...rows.map((row) => cells("td", row)))) : "")
}

function link() {
  const short = location.href.length > 90 ? `${location.href.slice(0, 80)}…` : location.href
  return make("p", {class: "link"}, "This page: ", make("a", {href: location.href}, short))
}

const open_tab = () => document.querySelector(".tabs [role=tabpanel]:not([hidden])")

// Without time to draw anew: the pictures as they stand on the page.
function standing(host) {
  const corner = host.getBoundingClientRect(), scale = WIDTH / corner.width
  const plate = make("div", {class: "standing"})
  plate.style.height = `${corner.height * scale}px`
  const found = [...Bokeh.index.query((view) => view.model.type === "Figure" && view.el.offsetWidth > 0)]
  for (const view of found) {
    const at = view.el.getBoundingClientRect()
    if (at.left < corner.left || at.right > corner.right + 1 || at.top < corner.top || at.bottom > corner.bottom + 1) continue
    const {canvas} = view.export("png")
    Object.assign(canvas.style, {
      left: `${(at.left - corner.left) * scale}px`, top: `${(at.top - corner.top) * scale}px`, width: `${at.width * scale}px`, height: `${at.height * scale}px`,
    })
    plate.append(canvas)
  }
  return plate
}

// Long configurations are written smaller, until all is on one page.
function fit(sheet) {
  const small = sheet.querySelector(".configuration")
  for (let size = 10; size >= SMALLEST_PX && sheet.scrollHeight > sheet.clientHeight; size -= 0.5) small.style.fontSize = `${size}px`
}

function sheet_of(stage, tab, table) {
  const sheet = make("article", {class: "ds-sheet", "aria-hidden": "true"},
    make("header", {}, make("h1", {}, words_of(".ds-preset .title")), make("span", {}, `driftscope · ${words_of(".ds-summary")}`)),
    make("p", {class: "told"}, words_of(".sentence")), stage, tab ?? "", table ? table_of(table) : "", configuration(), link())
  document.body.append(sheet)
  fit(sheet)
  return sheet
}

export function mind_printing(ask) {
  let sheet = null, dark = false
  const theme = async (value) => {
    document.querySelector(".node-page").node.value = value
    await settled(document.querySelector(".stage"))
  }
  const begin = async () => {
    dark = document.documentElement.dataset.theme === "dark"
    if (dark) await theme(false)
    ask()
  }
  const take = async (table) => {
    sheet?.remove()
    const host = document.querySelector(".stage"), panel = open_tab()
    const stage = await drawing_at(host, {width: WIDTH, height: STAGE})
    const tab = panel && await drawing_at(panel, {width: WIDTH, height: TAB})
    sheet = sheet_of(stage, tab, table)
    print()
  }
  addEventListener("beforeprint", () => {
    if (!sheet) sheet = sheet_of(standing(document.querySelector(".stage")), open_tab() && standing(open_tab()), null)
  })
  addEventListener("afterprint", () => {
    sheet?.remove()
    sheet = null
    if (dark) theme(true)
    dark = false
  })
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key !== "p" || event.shiftKey || event.altKey) return
    event.preventDefault()
    begin()
  })
  return {begin, take}
}
