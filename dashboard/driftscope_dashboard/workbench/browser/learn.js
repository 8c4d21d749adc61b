// The menu of lessons: what each is about, how long it takes, and how far one is in it.

import {explain, make} from "./dom.js"
import {button} from "./buttons.js"
import {drop_down} from "./dropdown.js"
import {open_lesson} from "./lesson.js"
import {kept_of} from "./lesson_progress.js"
import {step_through_cards} from "./presets.js"

const ADDRESSES = {synthetic: "./", hybrid: "hybrid"}

export function learn(model) {
  const anchor = button(model, null, () => open())
  const panel = make("div", {class: "cards lessons"})
  const show = drop_down(anchor, panel, {right: true})
  const here = document.querySelector(".kinds [aria-current]")?.textContent.toLowerCase() ?? "synthetic"
  const start = (id, page, step) => {
    panel.hidePopover()
    if (page === here) open_lesson(id, step)
    else location.assign(`${ADDRESSES[page]}?lesson=${id}`)
  }
  const progress = (id, steps) => {
    const kept = kept_of(id)
    if (!kept) return ["", 0]
    return kept.finished ? ["done", 0] : [`step ${kept.step + 1} of ${steps}`, Math.min(kept.step, steps - 1)]
  }
  const card = ([id, title, idea, minutes, steps, page, needs]) => {
    const [state, step] = progress(id, steps)
    const before = needs.length ? ` · after ${needs.map((one) => `“${one}”`).join(", ")}` : ""
    return make("button", {type: "button", class: `card ds-learn-${id}`, onclick: () => start(id, page, step)},
      make("span", {}, make("b", {}, title), idea, make("small", {}, `${minutes} min · ${steps} steps${before}`)), make("em", {}, state))
  }
  const open = () => {
    panel.replaceChildren(...model.options.map(card))
    show()
    panel.querySelector("button")?.focus()
  }
  panel.addEventListener("keydown", (event) => step_through_cards(event, panel))
  return make("div", {}, anchor, panel)
}
