// Playing: the browser asks for the next moment as soon as it has drawn the last one, so that none queue up.

import {explain, icon, make} from "./dom.js"

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
    if (!answered || now - before < 25) return
    answered = false
    const seconds = Math.min((now - before) / 1000, 0.25)
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
