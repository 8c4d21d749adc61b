// Drawing a curve by hand on a figure: a sheet over its frame takes mouse, pen and touch while it is on.

const SVG = "http://www.w3.org/2000/svg"
const SHORTEST_PIXELS = 3

const LOOK = `
  :host { position: absolute; z-index: 2; touch-action: none; cursor: crosshair; user-select: none; }
  svg { position: absolute; inset: 0; width: 100%; height: 100%; overflow: visible; fill: none; }
  .limit { stroke: var(--ds-muted); stroke-dasharray: 2 4; }
  .curve { stroke: var(--ds-drifting); stroke-width: 2.5; stroke-linejoin: round; stroke-linecap: round; transition: opacity 0.2s; }
  .done { opacity: 0; }
  p { position: absolute; right: 8px; top: 2px; margin: 0; padding: 2px 8px; border-radius: 4px; pointer-events: none;
      background: var(--ds-panel); color: var(--ds-text); font: 12px/1.4 var(--ds-font); }`

function svg(tag, attributes, parent) {
  const element = document.createElementNS(SVG, tag)
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
  parent.append(element)
  return element
}

function plot_of(name) {
  return [...Bokeh.index.query((view) => view.model.type === "Figure" && view.model.name === name)][0]
}

// A curve has one value at every time: a height for each column of pixels; what is drawn later covers what was drawn before.
class Stroke {
  constructor(width) {
    this.heights = new Float64Array(Math.floor(width) + 1).fill(NaN)
    this.last = null
    this.cut = false
  }

  to(x, y) {
    const column = Math.round(Math.min(Math.max(x, 0), this.heights.length - 1))
    const [from, height] = this.last ?? [column, y]
    const step = Math.sign(column - from) || 1
    for (let at = from; at !== column + step; at += step) {
      this.heights[at] = from === column ? y : height + (y - height) * (at - from) / (column - from)
    }
    this.last = [column, y]
  }

  points() {
    return [...this.heights].flatMap((y, x) => Number.isNaN(y) ? [] : [[x, y]])
  }
}

class Sheet {
  constructor(model, plot) {
    this.model = model
    this.plot = plot
    this.element = document.createElement("div")
    const root = this.element.attachShadow({mode: "open"})
    const look = document.createElement("style")
    look.textContent = LOOK
    const picture = document.createElementNS(SVG, "svg")
    this.lines = [0, 1].map(() => svg("line", {class: "limit", x1: 0, x2: "100%"}, picture))
    this.curve = svg("path", {class: "curve"}, picture)
    this.words = document.createElement("p")
    this.words.textContent = "Draw all or part of the drift · Esc ends drawing"
    root.append(look, picture, this.words)
    this.element.className = "ds-motion-sheet"
    this.element.setAttribute("aria-hidden", "true")
    this.stroke = null
    for (const name of ["pointerdown", "pointermove", "pointerup", "pointercancel"]) {
      this.element.addEventListener(name, (event) => this[name](event))
    }
    this.element.addEventListener("wheel", (event) => {
      event.preventDefault()
      plot.canvas_view.events_el.dispatchEvent(new WheelEvent("wheel", event))
    }, {passive: false})
    this.keys = (event) => this.keydown(event)
    document.addEventListener("keydown", this.keys, {capture: true})
    plot.el.parentNode.append(this.element)
    this.moved = () => this.place()
    this.signals = [plot.model.y_range.change, ...["inner_height", "inner_width"].map((name) => plot.model.properties[name].change)]
    for (const signal of this.signals) signal.connect(this.moved)
    this.stage = document.querySelector(`.stage:has(.ds-view-${model.figure})`)
    this.stage.dataset.drawing = ""
    this.place()
  }

  remove() {
    delete this.stage.dataset.drawing
    for (const signal of this.signals) signal.disconnect(this.moved)
    document.removeEventListener("keydown", this.keys, {capture: true})
    this.element.remove()
  }

  place() {
    const {left, top, width, height} = this.plot.frame.bbox
    Object.assign(this.element.style, {left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px`})
    this.model.limits.forEach((limit, index) => {
      const y = this.plot.frame.y_scale.compute(limit) - top
      this.lines[index].setAttribute("y1", y)
      this.lines[index].setAttribute("y2", y)
    })
  }

  // Where a pointer is, held within the limits.
  at(event) {
    const {left, top} = this.element.getBoundingClientRect()
    const edges = this.model.limits.map((limit) => this.plot.frame.y_scale.compute(limit) - this.plot.frame.bbox.top)
    const y = event.clientY - top
    const within = Math.min(Math.max(y, Math.min(...edges)), Math.max(...edges))
    this.stroke.cut ||= Math.abs(within - y) > SHORTEST_PIXELS
    return [event.clientX - left, within]
  }

  pointerdown(event) {
    if (event.button !== 0 || this.stroke) return
    event.preventDefault()
    this.place()
    this.element.setPointerCapture(event.pointerId)
    this.words.remove()
    this.stroke = new Stroke(this.plot.frame.bbox.width)
    this.stroke.to(...this.at(event))
    this.draw()
  }

  pointermove(event) {
    if (!this.stroke) return
    const passed = event.getCoalescedEvents?.() ?? []
    for (const one of passed.length ? passed : [event]) this.stroke.to(...this.at(one))
    this.draw()
  }

  pointerup(event) {
    if (!this.stroke) return
    this.pointermove(event)
    const points = this.stroke.points()
    const {frame} = this.plot
    const {left, top} = frame.bbox
    if (points.length > SHORTEST_PIXELS) {
      this.model.send_msg({
        times_s: points.map(([x]) => frame.x_scale.invert(left + x)),
        displacement_um: points.map(([, y]) => frame.y_scale.invert(top + y)),
        cut: this.stroke.cut,
      })
    } else {
      this.clear()
    }
    this.stroke = null
  }

  pointercancel() {
    this.stroke = null
    this.clear()
  }

  keydown(event) {
    if (event.key !== "Escape") return
    event.preventDefault()
    event.stopPropagation()
    if (this.stroke) this.pointercancel()
    else this.model.send_msg({off: true})
  }

  draw() {
    this.curve.classList.remove("done")
    this.curve.setAttribute("d", this.stroke.points().map(([x, y], index) => `${index ? "L" : "M"}${x} ${y.toFixed(1)}`).join(""))
  }

  clear() {
    this.curve.classList.add("done")
  }
}

export function freehand(model) {
  let sheet = null
  const refresh = () => {
    if (!model.active) {
      sheet?.remove()
      sheet = null
    } else if (!sheet) {
      sheet = new Sheet(model, plot_of(model.figure))
    }
  }
  model.on("active", refresh)
  model.on("limits", () => sheet?.place())
  model.on("msg:custom", () => { if (sheet && !sheet.stroke) sheet.clear() })
  refresh()
  const element = document.createElement("span")
  element.hidden = true
  return element
}
