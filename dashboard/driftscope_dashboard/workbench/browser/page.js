// The page itself: its status, summary and appearance.

import {explain, icon, make} from "./dom.js"
import {count_marks} from "./marks.js"
import {mind_connection} from "./connection.js"

// Two lines at the foot of the form: what there is, and how much of it; all else is said when one points there.
function lines_of(words) {
  const pieces = words.split(" · ").map((piece) => piece.split(", ")[0]).filter((piece) => !piece.endsWith(" ms"))
  const lines = pieces.length > 3 ? [pieces.slice(0, 2), pieces.slice(2)] : [pieces]
  return lines.map((line) => make("span", {class: "line"}, line.join(" · ")))
}

export function page(model, {outbox}) {
  const status = document.querySelector(".ds-status")
  const summary = document.querySelector(".ds-summary")
  const say = () => {
    const word = outbox.is_open() ? "busy" : model.status
    if (status.dataset.word !== word) status.textContent = status.dataset.word = word
  }
  const describe = () => summary.replaceChildren(...lines_of(model.summary))
  explain(summary, () => summary.textContent && model.summary)
  const paint = () => {
    if (model.value == null) return
    document.documentElement.dataset.theme = model.value ? "dark" : "light"
    document.cookie = `driftscope-theme=${model.value ? "dark" : "light"}; path=/; max-age=31536000; SameSite=Lax`
  }
  outbox.watch(say)
  model.on("status", () => { say(); count_marks() })
  model.on("summary", describe)
  model.on("value", paint)
  if (model.value == null) {
    model.value = document.documentElement.dataset.theme === "dark"
  }
  say()
  count_marks()
  describe()
  paint()
  mind_connection()
  for (const reset of document.querySelectorAll("summary .reset")) {
    reset.append(icon("reset"))
    reset.addEventListener("click", (event) => { event.preventDefault(); model.send_msg({reset: reset.dataset.group}) })
    const refresh_reset = () => { reset.hidden = !model.changed.includes(reset.dataset.group) }
    model.on("changed", refresh_reset)
    refresh_reset()
  }
  return make("span", {hidden: true})
}
