// Figures of the page: which one is where, and what of it is under the pointer.

// All figures of a name, or those whose names fulfil something.
export function figures_named(name) {
  const is_one = typeof name === "function" ? name : (other) => other === name
  return [...Bokeh.index.query((view) => view.model.type === "Figure" && is_one(view.model.name))]
}

// Where the frame of a figure is on the screen.
export function frame_of(figure) {
  const {left, top} = figure.el.getBoundingClientRect(), {bbox} = figure.frame
  return {left: left + bbox.left, top: top + bbox.top, width: bbox.width, height: bbox.height}
}

// Where a pointer is in a figure: pixels within its frame, and data; null outside of the frame.
export function place_in(figure, {clientX, clientY}) {
  const {left, top, width, height} = frame_of(figure), {bbox, x_scale, y_scale} = figure.frame
  const across = clientX - left, down = clientY - top
  if (across < 0 || down < 0 || across > width || down > height) return null
  return {across, down, x: x_scale.invert(bbox.left + across), y: y_scale.invert(bbox.top + down)}
}

// Where data are in a figure's frame, in pixels.
export function pixels_of(figure, x, y) {
  const {bbox, x_scale, y_scale} = figure.frame
  return [x_scale.compute(x) - bbox.left, y_scale.compute(y) - bbox.top]
}

// The section of the page that an event happened in, by the name of its view.
export function view_of(event) {
  for (const part of event.composedPath()) {
    const found = /(?:^| )ds-view-([a-z-]+)/.exec(part.className ?? "")
    if (found) return found[1]
  }
  return null
}

// The data source of a figure that has some columns.
export function columns_of(figure, ...names) {
  const found = figure?.model.renderers.find(({data_source}) => names.every((name) => name in (data_source?.data ?? {})))
  return found?.data_source.data ?? null
}

// Show something on an axis: not less than it can, and nothing beyond its bounds.
export function show(range, start, end) {
  const [low, high] = range.bounds ?? [-Infinity, Infinity]
  const size = Math.min(Math.max(end - start, range.min_interval ?? 0), high - low)
  const from = Math.min(Math.max((start + end - size) / 2, low), high - size)
  range.setv({start: from, end: from + size})
}

export function pan(range, share) {
  const step = share * (range.end - range.start)
  show(range, range.start + step, range.end + step)
}

// Show so many times as much, what is at a place stays there.
export function zoom(range, factor, at = (range.start + range.end) / 2) {
  show(range, at + factor * (range.start - at), at + factor * (range.end - at))
}
