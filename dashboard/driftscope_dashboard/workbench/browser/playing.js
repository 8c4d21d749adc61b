// Playing: the browser asks for the next moment as soon as it has drawn the last one, so that none queue up.
// Twenty times a second, or four where somebody asked for little motion.

import {explain, icon, make} from "./dom.js"

const STEP_MS = 50, STEP_MS_IN_LITTLE_MOTION = 250, LONGEST_STEP_S = 0.5
const little_motion = matchMedia("(prefers-reduced-motion: reduce)")

export function play(model) {
  const element = make("button", {
    type: "button", class: "button bare", onclick: () => model.send_msg({clicked: true}),
  }, icon("play"))
  explain(element, model.help)
  let running = false, answered = true, before = 0
  const frame = (now) => {
    running = model.value
    if (!running) return
    requestAnimationFrame(frame)
    if (!answered || now - before < (little_motion.matches ? STEP_MS_IN_LITTLE_MOTION : STEP_MS) - 4) return
    answered = false
    const seconds = Math.min((now - before) / 1000, LONGEST_STEP_S)
    model.send_aside({seconds})
    before = now
  }
  const refresh = () => {
    element.querySelector("svg").replaceWith(icon(model.value ? "pause" : "play"))
    element.setAttribute("aria-label", model.value ? "Pause" : "Play")
    if (!model.value || running) return
    running = answered = true
    before = performance.now()
    requestAnimationFrame(frame)
  }
  model.on("msg:custom", () => { answered = true })
  model.on("value", refresh)
  refresh()
  return element
}
