// The menu of what can be downloaded; pictures are drawn here, as they stand on the page.

import {make} from "./dom.js"
import {button} from "./buttons.js"
import {drop_down} from "./dropdown.js"
import {mind_printing} from "./printing.js"
import {SIZES, picture_of, pixels_of, views} from "./pictures.js"

export function save(name, parts, type) {
  const address = URL.createObjectURL(new Blob(parts, {type}))
  make("a", {href: address, download: name}).click()
  setTimeout(() => URL.revokeObjectURL(address), 1000)
}

async function save_picture(view, form, scale, options) {
  const picture = await picture_of(view, options)
  const name = `driftscope-${view.title.toLowerCase().replaceAll(/\W+/g, "-")}.${form}`
  if (form === "svg") save(name, [picture.svg], "image/svg+xml")
  else save(name, [await pixels_of(picture, scale)], "image/png")
}

const FORMS = [["SVG", "svg", 1], ["PNG 2×", "png", 2], ["PNG 3×", "png", 3]]

export function download(model) {
  const anchor = button(model, null, () => open())
  const panel = make("div", {class: "download"})
  const show = drop_down(anchor, panel, {right: true})
  const choose = (value) => { panel.hidePopover(); model.send_msg({take: value}) }
  const row = (label, choices) => make("div", {class: "row"}, make("span", {}, label), ...choices)
  const choice = (label, name, onclick) => make("button", {type: "button", class: "choice", "aria-label": name, onclick}, label)
  const size = make("select", {"aria-label": "Size of pictures"}, ...Object.entries(SIZES).map(([value, {label}]) => make("option", {value}, label)))
  const cursor = make("input", {type: "checkbox", role: "switch", class: "switch", "aria-label": "Show the cursor in pictures"})
  const options = make("div", {class: "row"}, make("span", {class: "select"}, size), make("span", {}, ""), make("label", {class: "with-cursor"}, "Cursor", cursor))
  const pictures = () => views().map((view) => row(view.title, FORMS.map(([label, form, scale]) =>
    choice(label, `${view.title} as ${label}`, () => {
      panel.hidePopover()
      save_picture(view, form, scale, {size: size.value, cursor: cursor.checked})
    }))))
  const open = () => {
    panel.replaceChildren(
      ...model.options.flatMap(([heading, choices, words]) => [
        row(heading, choices.map(([value, label]) => choice(label, `${heading}: ${label}`, () => choose(value)))),
        words ? make("p", {}, words) : null,
      ]).filter(Boolean),
      row("Whole page", [choice("Print", "Print this page on one A4 sheet", () => { panel.hidePopover(); print.begin() })]),
      make("h3", {}, "Pictures"), options, ...pictures(),
    )
    show()
  }
  const print = mind_printing(() => model.send_msg({print: true}))
  let parts = []
  model.on("msg:custom", ({name, text, last, print: table}) => {
    if (table) return print.take(table)
    parts.push(text)
    if (!last) return
    save(name, parts, "text/plain")
    parts = []
  })
  return make("div", {}, anchor, panel)
}
