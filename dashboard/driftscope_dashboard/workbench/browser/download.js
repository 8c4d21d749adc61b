// The menu of what can be downloaded; pictures are drawn here, as they stand on the page.

import {make} from "./dom.js"
import {button} from "./buttons.js"
import {drop_down} from "./dropdown.js"

export function save(name, parts, type) {
  const address = URL.createObjectURL(new Blob(parts, {type}))
  make("a", {href: address, download: name}).click()
  setTimeout(() => URL.revokeObjectURL(address), 1000)
}

function figures() {
  const found = Bokeh.index.query((view) => view.model.type === "Figure" && view.model.name && view.el.offsetWidth > 0)
  return [...found].sort((one, other) => one.model.name.localeCompare(other.model.name))
}

async function save_picture(view, form) {
  const panel = getComputedStyle(document.documentElement).getPropertyValue("--ds-panel")
  const layer = view.export(form)
  const name = `driftscope-${view.model.name}.${form}`
  if (form === "svg") {
    const text = await (await layer.to_blob()).text()
    save(name, [text.replace(/<svg[^>]*>/, (svg) => `${svg}<rect width="100%" height="100%" fill="${panel}"/>`)], "image/svg+xml")
    return
  }
  const canvas = make("canvas", {width: layer.canvas.width, height: layer.canvas.height})
  const context = canvas.getContext("2d")
  context.fillStyle = panel
  context.fillRect(0, 0, canvas.width, canvas.height)
  context.drawImage(layer.canvas, 0, 0)
  canvas.toBlob((blob) => save(name, [blob], "image/png"))
}

export function download(model) {
  const anchor = button(model, null, () => open())
  const panel = make("div", {class: "download"})
  const show = drop_down(anchor, panel, {right: true})
  const choose = (value) => { panel.hidePopover(); model.send_msg({take: value}) }
  const row = (label, choices) => make("div", {class: "row"}, make("span", {}, label), ...choices)
  const choice = (label, name, onclick) => make("button", {type: "button", class: "choice", "aria-label": name, onclick}, label)
  const pictures = () => figures().map((view) => row(heading_of(view), ["png", "svg"].map((form) =>
    choice(form.toUpperCase(), `${heading_of(view)} as ${form.toUpperCase()}`, () => { panel.hidePopover(); save_picture(view, form) }))))
  const open = () => {
    panel.replaceChildren(
      ...model.options.flatMap(([heading, choices, words]) => [
        row(heading, choices.map(([value, label]) => choice(label, `${heading}: ${label}`, () => choose(value)))),
        words ? make("p", {}, words) : null,
      ]).filter(Boolean),
      make("h3", {}, "Pictures"), ...pictures(),
    )
    show()
  }
  let parts = []
  model.on("msg:custom", ({name, text, last}) => {
    parts.push(text)
    if (!last) return
    save(name, parts, "text/plain")
    parts = []
  })
  return make("div", {}, anchor, panel)
}

function heading_of(view) {
  const name = view.model.name
  return name.charAt(0).toUpperCase() + name.slice(1).replaceAll("-", " ")
}
