// A curve that is drawn by hand over a picture, to answer a question.

import {make} from "./dom.js"
import {frame_of} from "./figures.js"

const SVG = "http://www.w3.org/2000/svg"
const LEAST_POINTS = 4

const plot_of = (name) => [...Bokeh.index.query((view) => view.model.type === "Figure" && view.model.name === name)][0]

// The picture may only be about to be placed, in a tab that opens with the step.
export function drawing_on(name, done) {
  let sheet = null, gone = false
  const look = () => {
    if (gone) return
    const plot = plot_of(name)
    if (plot?.el.isConnected && plot.frame.bbox.width > 0) sheet = sheet_on(plot, document.querySelector(`.ds-view-${name}`), done)
    else requestAnimationFrame(look)
  }
  look()
  return {remove: () => { gone = true; sheet?.remove() }}
}

// It lies in the page itself, above the plate that hides the picture, and tells from where to where its axis runs.
function sheet_on(plot, host, done) {
  const path = document.createElementNS(SVG, "path"), picture = document.createElementNS(SVG, "svg")
  picture.append(path)
  const {start, end} = plot.model.x_range
  const ends = [start, end].map((value) => make("span", {}, value.toFixed(0).replace("-", "−")))
  const sheet = make("div", {class: "ds-lesson-sheet", "aria-hidden": "true"}, picture, ...ends)
  let heights = null, size = frame_of(plot)
  const fit = () => {
    const {left, top} = host.getBoundingClientRect()
    size = frame_of(plot)
    Object.assign(sheet.style, {left: `${size.left - left}px`, top: `${size.top - top}px`, width: `${size.width}px`, height: `${size.height}px`})
  }
  const points = () => heights.flatMap((y, x) => y === undefined ? [] : [[x, y]])
  const to = (event) => {
    const at = sheet.getBoundingClientRect()
    const x = Math.round(Math.min(Math.max(event.clientX - at.left, 0), size.width))
    heights[x] = Math.min(Math.max(event.clientY - at.top, 0), size.height)
    path.setAttribute("d", points().map(([one, y], index) => `${index ? "L" : "M"}${one} ${y.toFixed(1)}`).join(""))
  }
  sheet.addEventListener("pointerdown", (event) => {
    event.preventDefault()
    sheet.setPointerCapture(event.pointerId)
    heights = Array.from({length: Math.round(size.width) + 1})
    to(event)
  })
  sheet.addEventListener("pointermove", (event) => {
    if (heights) for (const one of event.getCoalescedEvents?.() ?? [event]) to(one)
  })
  sheet.addEventListener("pointerup", () => {
    const drawn = heights ? points() : []
    heights = null
    if (drawn.length >= LEAST_POINTS) done(drawn.map(([, y]) => plot.frame.y_scale.invert(plot.frame.bbox.top + y)))
  })
  host.classList.add("ds-drawn-on")
  host.append(sheet)
  const watch = new ResizeObserver(fit)
  watch.observe(host)
  fit()
  return {remove: () => { watch.disconnect(); sheet.remove(); host.classList.remove("ds-drawn-on") }}
}
