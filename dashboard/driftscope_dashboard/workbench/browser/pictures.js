// A view as a picture of its own: laid out at the size that is wanted, drawn by Bokeh as SVG, with title and legend above.

import {make} from "./dom.js"

const SVG = "http://www.w3.org/2000/svg"
const PER_MM = 96 / 25.4
const HEAD = 34, MARGIN = 12
const PATIENCE_MS = 8000

// Widths and heights in CSS pixels; mm where a picture is printed so wide. Without a height the shape on the page is kept.
export const SIZES = {
  page: {label: "As on the page"},
  slide: {label: "Slide, 16:9", width: 960, height: 540},
  column: {label: "Column, 85 mm", width: Math.round(85 * PER_MM), mm: 85},
  full: {label: "Full width, 180 mm", width: Math.round(180 * PER_MM), mm: 180},
}

function svg(tag, attributes, text) {
  const element = document.createElementNS(SVG, tag)
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
  if (text !== undefined) element.textContent = text
  return element
}

const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--ds-${name}`).trim()

function is_inside(element, host) {
  for (let node = element; node; node = node.parentNode ?? node.host) if (node === host) return true
  return false
}

// The views that can be seen now: their hosts, with titles and what explains their colours.
export function views() {
  const sections = [...document.querySelectorAll("section.view:not(.tabs)")].map((section) => ({
    host: section.querySelector(".picture"), title: section.querySelector("h2")?.textContent ?? section.getAttribute("aria-label"), tools: section,
  }))
  const panels = [...document.querySelectorAll(".tabs [role=tabpanel]:not([hidden])")].map((host) => ({
    host, title: document.querySelector(`#${host.getAttribute("aria-labelledby")}`).textContent,
    tools: document.querySelector(`.tabs .tools[data-tabs~=${host.id.replace("panel-", "")}]`),
  }))
  return [...sections, ...panels].filter(({host}) => host?.offsetWidth && all_figures(host).length)
}

function all_figures(host) {
  const found = Bokeh.index.query((view) => view.model.type === "Figure" && view.model.name)
  return [...found].filter((view) => is_inside(view.el, host) && view.el.offsetWidth > 0)
}

const frame = () => new Promise(requestAnimationFrame)

// Until the server has dealt with the new size and two frames in a row look alike.
export async function settled(host) {
  const begun = performance.now()
  let before = "", alike = 0
  while (alike < 6 && performance.now() - begun < PATIENCE_MS) {
    await frame()
    const now = all_figures(host).map(({frame: {bbox}}) => `${bbox.width} ${bbox.height}`).join()
    const ready = document.querySelector(".ds-status").dataset.word === "ready"
    alike = ready && now === before ? alike + 1 : 0
    before = now
  }
}

async function laid_out(host, {width, height}, act) {
  const look = host.getAttribute("style")
  Object.assign(host.style, {
    position: "fixed", left: 0, top: 0, width: `${width}px`, height: `${height}px`, flex: "none", opacity: 0, zIndex: -1, pointerEvents: "none",
  })
  try {
    await settled(host)
    return await act()
  } finally {
    if (look === null) host.removeAttribute("style")
    else host.setAttribute("style", look)
  }
}

async function without_cursor(host, act) {
  const marks = all_figures(host).flatMap(({model}) => model.center)
    .filter((one) => one.visible && (one.type === "Span" && one.dimension === "height" || one.type === "BoxAnnotation"))
  for (const mark of marks) mark.setv({visible: false}, {sync: false})
  try {
    return await act()
  } finally {
    for (const mark of marks) mark.setv({visible: true}, {sync: false})
  }
}

// The drawing of one figure, with names that no other one in the picture has.
async function drawing_of(view, number) {
  const text = await (await view.export("svg").to_blob()).text()
  const own = text.replace(/\bid="([^"]+)"/g, `id="f${number}-$1"`).replace(/url\(#([^)]+)\)/g, `url(#f${number}-$1)`)
    .replace(/xlink:href="#([^"]+)"/g, `xlink:href="#f${number}-$1"`)
  return document.importNode(new DOMParser().parseFromString(own, "image/svg+xml").documentElement, true)
}

function text_of(words, x, y, {colour = "text", size = 12, weight = 400, anchor = "start"} = {}) {
  return svg("text", {
    x, y, fill: token(colour), "font-family": token("font"), "font-size": size, "font-weight": weight, "text-anchor": anchor,
  }, words)
}

const canvas = document.createElement("canvas").getContext("2d")
function width_of(words, size = 12) {
  canvas.font = `${size}px ${token("font")}`
  return canvas.measureText(words).width
}

const SHAPES = ["ring", "disc"]
const plain = (colour) => colour.startsWith("var(") ? token(colour.match(/--ds-([\w-]+)/)[1]) : colour

// A ramp of colours, or a line in one colour, with its words; from the right to the left.
function legend_of(entries, right, y) {
  const drawn = []
  let x = right
  for (const [colours, label] of entries.toReversed()) {
    x -= width_of(label)
    drawn.push(text_of(label, x, y + 4, {colour: "muted"}))
    const wide = colours.length > 3 ? 64 : 24
    x -= wide + 6
    const ramp = colours.filter((colour) => !SHAPES.includes(colour)), step = wide / ramp.length, thick = ramp.length > 3 ? 8 : 3
    ramp.forEach((colour, at) => drawn.push(svg("rect", {
      x: x + at * step, y: y - thick / 2, width: step + 0.5, height: thick, fill: plain(colour),
    })))
    x -= 14
  }
  return drawn
}

const legends_in = (tools) => [...tools?.querySelectorAll(".node-legend") ?? []].filter((host) => !host.hidden).flatMap((host) => host.node.options)

// All figures of a part of the page in one drawing, at the places that they have there; laid out anew at another size.
async function drawn(host, inner, {cursor, left, top, into}) {
  const draw = async () => {
    const corner = host.getBoundingClientRect()
    for (const [number, view] of all_figures(host).entries()) {
      const drawing = await drawing_of(view, number), at = view.el.getBoundingClientRect()
      drawing.setAttribute("x", at.left - corner.left + left)
      drawing.setAttribute("y", at.top - corner.top + top)
      into.append(drawing)
    }
    return [...host.querySelectorAll("h2")].filter((title) => title.offsetWidth).map((title) => [title.textContent, title.getBoundingClientRect(), corner])
  }
  const shown = () => cursor ? draw() : without_cursor(host, draw)
  return inner ? laid_out(host, inner, shown) : shown()
}

// A part of the page with the titles in it, so wide and high.
export async function drawing_at(host, {width, height}) {
  const root = svg("svg", {xmlns: SVG, width, height, viewBox: `0 0 ${width} ${height}`})
  const titles = await drawn(host, {width, height}, {cursor: true, left: 0, top: 0, into: root})
  root.append(...titles.map(([words, at, corner]) => text_of(words, at.left - corner.left, at.bottom - corner.top - 4, {colour: "ink", weight: 600})))
  return root
}

// The picture of a view: {svg, width, height} with sizes in CSS pixels.
export async function picture_of({host, title, tools}, {size = "page", cursor = false} = {}) {
  const {width: wide, height: high, mm} = SIZES[size]
  const box = host.getBoundingClientRect()
  const width = wide ?? Math.round(box.width) + 2 * MARGIN, inner = {width: width - 2 * MARGIN}
  inner.height = high ? high - HEAD - MARGIN : Math.round(wide ? Math.min(Math.max(inner.width * box.height / box.width, 160), 1.6 * inner.width) : box.height)
  const height = inner.height + HEAD + MARGIN
  const root = svg("svg", {xmlns: SVG, width: mm ? `${mm}mm` : width, height: mm ? `${(height / PER_MM).toFixed(2)}mm` : height, viewBox: `0 0 ${width} ${height}`})
  root.append(svg("rect", {width: "100%", height: "100%", fill: token("panel")}), text_of(title, MARGIN, 22, {colour: "ink", size: 14, weight: 600}))
  await drawn(host, wide ? inner : null, {cursor, left: MARGIN, top: HEAD, into: root})
  const entries = legends_in(tools), room = width - 2 * MARGIN - width_of(title, 15) - 20
  const needed = entries.reduce((sum, [colours, label]) => sum + width_of(label) + (colours.length > 3 ? 84 : 44), 0)
  if (needed <= room) root.append(...legend_of(entries, width - MARGIN, 18))
  return {svg: new XMLSerializer().serializeToString(root), width, height}
}

// The same as pixels, so many for each CSS pixel.
export async function pixels_of({svg: drawing, width, height}, scale) {
  const address = URL.createObjectURL(new Blob([drawing.replace(/^<svg([^>]*?) width="[^"]*" height="[^"]*"/, `<svg$1 width="${width * scale}" height="${height * scale}"`)], {type: "image/svg+xml"}))
  try {
    const image = make("img")
    image.src = address
    await image.decode()
    const sheet = make("canvas", {width: Math.round(width * scale), height: Math.round(height * scale)})
    sheet.getContext("2d").drawImage(image, 0, 0, sheet.width, sheet.height)
    return await new Promise((done) => sheet.toBlob(done, "image/png"))
  } finally {
    URL.revokeObjectURL(address)
  }
}
