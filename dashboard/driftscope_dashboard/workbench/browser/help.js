// The help: what each picture shows and what to try there, and the keys. It is offered once, on a first visit.

import {explain, icon, make} from "./dom.js"
import {open_lesson} from "./lesson.js"

const FIRST_LESSON = "look"
const OFFERED = "driftscope-help-offered"

function is_first_visit() {
  try {
    return localStorage.getItem(OFFERED) === null
  } catch {
    return false
  }
}

function remember() {
  try { localStorage.setItem(OFFERED, "yes") } catch { /* without storage it is offered again */ }
}

// The lesson that shows the page itself, if the server has it.
function first_lesson(before) {
  const found = document.querySelector(".ds-learn")?.node?.options.find(([id]) => id === FIRST_LESSON)
  if (!found) return null
  const [id, title, , minutes] = found
  return make("button", {type: "button", class: "choice ds-first-lesson", onclick: () => { before(); open_lesson(id) }}, `${title} (${minutes} min)`)
}

const is_here = (view) => document.querySelector(`.ds-view-${view}`) !== null

function pictures_list(pictures) {
  const entry = ([view, title, shows, to_try]) => make("li", {"data-view": view}, make("b", {}, title), ` ${shows} `, make("span", {class: "try"}, `Try: ${to_try}`))
  return make("section", {class: "pictures"}, make("h3", {}, "Pictures"), make("ul", {}, ...pictures.filter(([view]) => is_here(view)).map(entry)))
}

function keys_list([group, lines]) {
  const line = ([keys, words]) => make("li", {}, make("span", {}, ...keys.split(" ").map((key) => make("kbd", {}, key))), words)
  return make("section", {}, make("h3", {}, group), make("ul", {}, ...lines.map(line)))
}

// The list itself, made when it is first opened: what there is on the page may have changed until then.
export function help_dialog(groups, pictures) {
  const close = make("button", {type: "button", class: "button bare", "aria-label": "Close", onclick: () => dialog.close()}, icon("remove"))
  const columns = make("div", {class: "columns"}), lesson = make("span", {class: "lesson-place"})
  const dialog = make("dialog", {class: "shortcuts", "aria-label": "Help: pictures and keys"},
    make("header", {}, make("h2", {}, "Pictures and keys"), lesson, close), columns)
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close() })
  return {
    dialog,
    toggle: () => {
      if (dialog.open) return dialog.close()
      lesson.replaceChildren(first_lesson(() => dialog.close()) ?? "")
      columns.replaceChildren(pictures_list(pictures), ...groups.map(keys_list))
      dialog.showModal()
      columns.scrollTop = 0
    },
  }
}

// A line at the head of the form; the lesson's link has its place in it.
export function offer_once(toggle) {
  if (!is_first_visit()) return
  const place = document.querySelector("#form .scroll")
  if (!place) return
  const leave = () => { remember(); card.remove() }
  const close = make("button", {type: "button", class: "button bare", "aria-label": "Close: first visit", onclick: leave}, icon("remove"))
  const open = make("button", {type: "button", class: "choice", onclick: () => { leave(); toggle() }}, "What each picture shows (?)")
  const card = make("section", {class: "ds-first-visit node", "aria-label": "First visit"},
    make("div", {class: "head"}, make("b", {}, "New here?"), close), make("span", {class: "lesson-place"}), open)
  place.prepend(card)
  queueMicrotask(() => card.querySelector(".lesson-place").append(first_lesson(leave) ?? ""))
}
