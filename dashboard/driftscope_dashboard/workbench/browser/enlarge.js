// One picture fills the page below the sentence; all others stay where they are, below it.

import {icon, make} from "./dom.js"

const BOXES = ".column, .part, .tabs"
const MOVES = {duration: 120, easing: "ease-out"}
const STILL = matchMedia("(prefers-reduced-motion: reduce)")

let main = null, sentence = null, enlarged = null, touched = null

const box_of = (event) => event.composedPath().find((part) => part.matches?.(BOXES))
const buttons_of = (box) => [...box.querySelectorAll(".enlarge")].filter((button) => button.closest(BOXES) === box)
const is_seen = (box) => box?.isConnected && box.getClientRects().length > 0

function place() {
  if (!enlarged) return
  const {left, right, bottom} = main.getBoundingClientRect(), air = parseFloat(getComputedStyle(main).paddingLeft)
  const top = Math.max(sentence.getBoundingClientRect().bottom, main.getBoundingClientRect().top) + air
  Object.assign(enlarged.style, {left: `${left + air}px`, top: `${top}px`, width: `${right - left - 2 * air}px`, height: `${bottom - top - air}px`})
}

// What lies below cannot be reached by keys.
function cover(box, is_covered) {
  for (let part = box; part !== main; part = part.parentElement) {
    for (const other of part.parentElement.children) if (other !== part && other !== sentence) other.inert = is_covered
  }
}

function name_buttons(box) {
  for (const button of buttons_of(box)) {
    const is_large = box === enlarged
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

export function enlarge(box) {
  if (box === enlarged || !is_seen(box)) return
  shrink()
  const from = box.getBoundingClientRect()
  main.scrollTop = 0
  enlarged = touched = box
  box.classList.add("enlarged")
  cover(box, true)
  place()
  move(box, from)
  name_buttons(box)
}

// Whether there was something to go back from.
export function shrink() {
  if (!enlarged) return false
  const box = enlarged
  enlarged = null
  box.classList.remove("enlarged")
  box.removeAttribute("style")
  cover(box, false)
  name_buttons(box)
  return true
}

const toggle = (box) => { if (box === enlarged) shrink(); else enlarge(box) }

export function enlarge_touched() {
  toggle(enlarged ?? [touched, touched?.closest(".tabs"), main.querySelector(".column.middle"), main.querySelector(".column")].find(is_seen))
}

export function mind_enlarging() {
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
  new MutationObserver(() => { if (enlarged && !is_seen(enlarged)) shrink() }).observe(main, {subtree: true, attributeFilter: ["hidden", "data-open"]})
}
