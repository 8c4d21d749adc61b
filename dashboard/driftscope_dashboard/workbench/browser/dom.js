// What everything else is made of: elements, icons, and one bubble of help for the page.

const ICONS = {
  undo: "M9 14 4 9l5-5M4 9h10a6 6 0 0 1 0 12h-3",
  redo: "m15 14 5-5-5-5M20 9H10a6 6 0 0 0 0 12h3",
  share: "M10 14a4 4 0 0 0 6 0l4-4a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-4 4a4 4 0 0 0 6 6l1-1",
  download: "M12 4v11m0 0-4-4m4 4 4-4M5 20h14",
  disk: "M5 6c0-3 14-3 14 0v12c0 3-14 3-14 0zM5 6c0 3 14 3 14 0M5 12c0 3 14 3 14 0",
  upload: "M12 16V5m0 0L8 9m4-4 4 4M5 20h14",
  reset: "M4 5v5h5M5 10a8 8 0 1 1-1 5",
  theme: "M20 14.5A8.5 8.5 0 1 1 9.5 4a7 7 0 0 0 10.5 10.5Z",
  check: "m5 13 5 5 9-11",
  plus: "M12 5v14M5 12h14",
  check: "m5 13 4 4L19 7",
  minus: "M5 12h14",
  remove: "M6 6l12 12M18 6 6 18",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  up: "m6 15 6-6 6 6",
  down: "m6 9 6 6 6-6",
  pencil: "M4 20l1-4L16 5l3 3L8 19zM14 7l3 3",
  play: "M8 5v14l11-7z",
  pause: "M9 5v14M15 5v14",
  back: "M18 6 10 12l8 6M6 6v12",
  forward: "m6 6 8 6-8 6M18 6v12",
  enlarge: "M14 4h6v6M20 4l-7 7M10 20H4v-6M4 20l7-7",
  shrink: "M20 10h-6V4M14 10l7-7M4 14h6v6M10 14l-7 7",
  present: "M3 4h18v12H3zM12 16v4M8 20h8",
  learn: "M2 9l10-5 10 5-10 5zM6 11v5c0 3 12 3 12 0v-5M22 9v6",
  detector: "M3 7h4l2 11 3-14 2 8h7M3 15h2M19 15h2",
  estimate: "M3 17c3 0 4-9 8-9M13 9c3 2 4 8 8 8M3 11h3M10 15h3M18 8h3",
  corrected: "M3 6c3 0 4 4 7 4s4-4 7-4 3 2 4 2M3 18h18",
  rings: "M12 2a10 10 0 1 0 0 20a10 10 0 0 0 0-20M9 9h6v6H9z",
  realigned: "M3 8h5c2 0 2 8 4 8s2-8 4-8h5M9 3 6 6l3 3M6 6h12",
  left: "m15 6-6 6 6 6",
  right: "m9 6 6 6-6 6",
}

export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value)
    else if (value !== false && value != null) element.setAttribute(name, value === true ? "" : value)
  }
  element.append(...children.filter((child) => child != null))
  return element
}

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg")
  svg.setAttribute("viewBox", "0 0 24 24")
  svg.setAttribute("aria-hidden", "true")
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path")
  path.setAttribute("d", ICONS[name])
  svg.append(path)
  return svg
}

// A drawing of several parts, each a name with its attributes.
export function svg(attributes, ...parts) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", "svg")
  const dress = (target, given) => { for (const [name, value] of Object.entries(given)) target.setAttribute(name, value) }
  dress(element, attributes)
  for (const [name, given] of parts) {
    const part = document.createElementNS("http://www.w3.org/2000/svg", name)
    dress(part, given)
    element.append(part)
  }
  return element
}

const bubble = make("div", {class: "ds-bubble", role: "tooltip", popover: "manual"})

export function explain(element, words) {
  if (!words) return
  let waiting
  const show = () => {
    if (!bubble.isConnected) document.body.append(bubble)
    bubble.textContent = typeof words === "function" ? words() : words
    if (!bubble.textContent) return
    bubble.showPopover()
    const box = element.getBoundingClientRect()
    bubble.style.left = `${Math.min(box.left, innerWidth - bubble.offsetWidth - 12)}px`
    const below = box.bottom + 6
    const fits = below + bubble.offsetHeight < innerHeight
    bubble.style.top = `${fits ? below : box.top - bubble.offsetHeight - 6}px`
  }
  const hide = () => { clearTimeout(waiting); if (bubble.matches(":popover-open")) bubble.hidePopover() }
  element.addEventListener("pointerenter", () => { waiting = setTimeout(show, 350) })
  element.addEventListener("focus", () => { if (element.matches(":focus-visible")) waiting = setTimeout(show, 350) })
  element.addEventListener("keydown", hide)
  for (const end of ["pointerleave", "pointerdown", "blur"]) element.addEventListener(end, hide)
}
