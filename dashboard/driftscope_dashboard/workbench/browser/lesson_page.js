// What a lesson does to the page around its card: where the card stands, what is plated, haloed and dimmed, the address.

import {make} from "./dom.js"

const root = document.documentElement
const WIDE = matchMedia("(min-width: 1101px)"), ONE_COLUMN = matchMedia("(max-width: 900px)")

export const is_projector = () => root.dataset.view === "projector" || new URLSearchParams(location.search).get("view") === "projector"

export function lesson_page(element) {
  const style = make("style", {})
  document.head.append(style)
  const home = () => element.parentElement
  const place = () => {
    const host = home()
    if (!host) return
    const main = document.querySelector("main")
    const in_form = WIDE.matches && root.dataset.form !== "hidden" && !is_projector()
    host.dataset.place = in_form ? "form" : ONE_COLUMN.matches && !is_projector() ? "end" : "strip"
    // Where it is already it stays: what is moved loses the focus and its place in what scrolls.
    const form = document.getElementById("form"), say = main.querySelector(".say")
    if (in_form) { if (form.firstElementChild !== host) form.prepend(host) }
    else if (host.dataset.place === "end") { if (main.lastElementChild !== host) main.append(host) }
    else if (say.nextElementSibling !== host) say.after(host)
  }
  for (const one of [WIDE, ONE_COLUMN]) one.addEventListener("change", place)
  new MutationObserver(place).observe(root, {attributes: true, attributeFilter: ["data-form", "data-view"]})

  let present = null
  addEventListener("popstate", () => { if (present) write_address(present) })
  const follow = (now, last) => {
    root.dataset.lesson = now.free ? "free" : "on"
    root.classList.toggle("ds-lesson-projector", is_projector() && !now.free)
    place()
    plate(now.hidden, now.words.plate)
    style.textContent = halo_rules(now.halos)
    if (now.id !== last.id || now.number !== last.number || now.free !== last.free) fold_form(now)
    show_only(is_projector() && !now.free ? now.views : null)
    present = {lesson: now.id, step: now.number + 1, preset: null}
    write_address(present)
  }
  const end = () => {
    present = null
    delete root.dataset.lesson
    root.classList.remove("ds-lesson-projector")
    plate([], "")
    style.textContent = ""
    show_only(null)
    if (new URLSearchParams(location.search).has("lesson")) write_address({lesson: null, step: null, class: null})
  }
  return {follow, end, is_projector}
}

function write_address(changes) {
  const query = new URLSearchParams(location.search)
  for (const [name, value] of Object.entries(changes)) value === null ? query.delete(name) : query.set(name, value)
  const text = query.toString()
  const address = `${location.pathname}${text ? `?${text}` : ""}`
  if (address !== location.pathname + location.search) history.replaceState(history.state, "", address)
}

function plate(views, words) {
  for (const old of document.querySelectorAll(".ds-plate")) if (!views.includes(old.dataset.view)) { old.parentElement.classList.remove("ds-plated"); old.remove() }
  for (const view of views) {
    const host = document.querySelector(`.ds-view-${view}`)
    if (!host || host.querySelector(":scope > .ds-plate")) continue
    host.classList.add("ds-plated")
    host.append(make("div", {class: "ds-plate", "data-view": view}, words))
  }
  root.classList.toggle("ds-sentence-plated", views.some((view) => ["amplitudes", "templates", "curve", "traces"].includes(view)))
  document.querySelector(".say .ds-sentence")?.setAttribute("data-plate", words)
}

// A control is found by its class whenever it is made anew, so these are rules, not marks on elements.
function halo_rules(hooks) {
  const names = hooks.flatMap((hook) => [`.ds-${CSS.escape(hook)}`, `[class*=" ds-${CSS.escape(hook)}-"]`, `.ds-group-${CSS.escape(hook)}`])
  if (!names.length) return ""
  const all = names.join(", ")
  return `:is(${all}):is(.node, details, button, .unitpick) { border-radius: 8px; box-shadow: 0 0 0 3px color-mix(in srgb, var(--ds-focus) 55%, transparent); }
  details.group:is(${all}) { box-shadow: inset 0 0 0 3px color-mix(in srgb, var(--ds-focus) 55%, transparent); }
  aside details.group :is(${all}) :is(${all}), details.group:is(${all}) :is(${all}) { box-shadow: none; }
  [data-lesson=on] aside details.group:not(:is(${all}), :has(${all})) { opacity: 0.45; }
  [data-lesson=on] aside details.group:has(${all}):not(:is(${all})) .field:not(:is(${all}) *) { opacity: 0.45; }`
}

function fold_form({halos, free}) {
  const groups = [...document.querySelectorAll("details.group")]
  const of = (hook) => document.querySelector(`.ds-group-${hook}`) ?? document.querySelector(`aside .ds-${hook}`)?.closest("details.group")
  const wanted = new Set(halos.map(of))
  if (!free) for (const group of groups) group.open = wanted.has(group)
}

// On a projector only the views of the focus stand; the columns share the room that is left.
function show_only(views) {
  root.classList.toggle("ds-few-views", views !== null && views.length > 0)
  for (const view of document.querySelectorAll("[class*=ds-view-]")) {
    const name = [...view.classList].find((one) => one.startsWith("ds-view-"))?.slice("ds-view-".length)
    view.classList.toggle("ds-aside", Boolean(views?.length) && !views.includes(name))
  }
}
