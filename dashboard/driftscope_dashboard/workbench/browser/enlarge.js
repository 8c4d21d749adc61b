// One picture fills the page below the sentence; all others stay where they are, below it.

import {icon, make} from "./dom.js"

const BOXES = ".column, .part, .tabs"
const MOVES = {duration: 120, easing: "ease-out"}
const STILL = matchMedia("(prefers-reduced-motion: reduce)")

let main = null, sentence = null, shown = null, touched = null, model = null

const box_of = (event) => event.composedPath().find((part) => part.matches?.(BOXES))
const buttons_of = (box) => [...box.querySelectorAll(".enlarge")].filter((button) => button.closest(BOXES) === box)
// By its name, which the column, the part of a tab or all tabs have in their button's class.
const name_of = (box) => box.matches(".tabs") ? "details" : buttons_of(box)[0]?.className.match(/ds-enlarge-(\w+)/)?.[1] ?? ""
const is_seen = (box) => box?.isConnected && box.getClientRects().length > 0

function place() {
  if (!shown) return
  const {left, right, bottom} = main.getBoundingClientRect(), air = parseFloat(getComputedStyle(main).paddingLeft)
  const top = Math.max(sentence.getBoundingClientRect().bottom, main.getBoundingClientRect().top) + air
  Object.assign(shown.style, {left: `${left + air}px`, top: `${top}px`, width: `${right - left - 2 * air}px`, height: `${bottom - top - air}px`})
}

// What lies below cannot be reached by keys.
function cover(box, is_covered) {
  for (let part = box; part !== main; part = part.parentElement) {
    for (const other of part.parentElement.children) if (other !== part && other !== sentence) other.inert = is_covered
  }
}

function name_buttons(box) {
  for (const button of buttons_of(box)) {
    const is_large = box === shown
    button.setAttribute("aria-pressed", String(is_large))
    button.setAttribute("aria-label", is_large ? "Back to the page (Esc)" : `Enlarge: ${button.dataset.title} (m)`)
    button.title = button.getAttribute("aria-label")
    button.replaceChildren(icon(is_large ? "shrink" : "enlarge"))
  }
}

// It opens from where it was; nothing else than what is seen of it changes, so that figures measure right from the start.
function move(box, from) {
  if (STILL.matches) return
  const to = box.getBoundingClientRect()
  const inset = [from.top - to.top, to.right - from.right, to.bottom - from.bottom, from.left - to.left]
  box.animate([{clipPath: `inset(${inset.map((edge) => `${Math.max(edge, 0)}px`).join(" ")})`}, {clipPath: "inset(0)"}], MOVES)
}

function enlarge(box) {
  if (box === shown || !is_seen(box)) return
  put_back()
  const from = box.getBoundingClientRect()
  main.scrollTop = 0
  shown = touched = box
  box.classList.add("enlarged")
  cover(box, true)
  place()
  move(box, from)
  name_buttons(box)
  model.value = name_of(box)
}

function put_back() {
  const box = shown
  if (!box) return
  shown = null
  box.classList.remove("enlarged")
  box.removeAttribute("style")
  cover(box, false)
  name_buttons(box)
}

// Whether there was something to go back from.
export function shrink() {
  const is_large = shown !== null
  put_back()
  if (is_large) model.value = ""
  return is_large
}

const toggle = (box) => { if (box === shown) shrink(); else enlarge(box) }

export function enlarge_touched() {
  toggle(shown ?? [touched, touched?.closest(".tabs"), main.querySelector(".column.middle"), main.querySelector(".column")].find(is_seen))
}

// A link may name a picture whose tab is not open yet.
function follow() {
  const wanted = model.value && [...main.querySelectorAll(BOXES)].find((box) => name_of(box) === model.value)
  if (wanted) enlarge(wanted)
  else put_back()
}

export function enlarged(node) {
  model = node
  main = document.querySelector("main")
  sentence = main.querySelector(".say")
  for (const box of main.querySelectorAll(BOXES)) {
    name_buttons(box)
    for (const button of buttons_of(box)) button.addEventListener("click", () => toggle(box))
    box.querySelector("header").addEventListener("dblclick", (event) => {
      const title = event.target.closest("h2, .words, [role=tab]")
      if (title || event.target === event.currentTarget) toggle(box)
    })
  }
  for (const name of ["pointerdown", "focusin"]) document.addEventListener(name, (event) => { touched = box_of(event) ?? touched }, {capture: true})
  for (const part of [main, sentence]) new ResizeObserver(place).observe(part)
  // A tab that is folded or hidden takes its picture with it.
  new MutationObserver(() => { if (shown && !is_seen(shown)) shrink(); else if (model.value && !shown) follow() }).observe(main, {subtree: true, attributeFilter: ["hidden", "data-open"]})
  model.on("value", follow)
  follow()
  return make("span", {hidden: true})
}
