// A lesson in a file: the question first, the pictures after the answer. Runs once, when the document is ready.
const data = JSON.parse(text)
const answered = data.steps.map(() => null)
let at = 0

const said = (step, given) => {
  if (given === null) return step.answer ? data.words.unanswered.replace("{answer}", step.answer) : ""
  if (!step.answer) return ""
  if (isRight(step, given.value)) return data.words.right
  return data.words.other.replace("{given}", given.words).replace("{answer}", step.answer)
}

const isRight = (step, value) => {
  const {kind, right, within, factor} = step
  if (kind === "choice") return right.includes(value)
  if (kind === "order") return JSON.stringify(value) === JSON.stringify(right)
  return right.some((one) => Math.abs(value - one) <= within
    || (factor && value * one > 0 && value / one <= factor && one / value <= factor))
}

const given = () => {
  const widget = answers[at], step = data.steps[at]
  if (widget === null) return {value: null, words: ""}
  if (step.kind === "choice") return widget.active === null ? null : {value: widget.active, words: step.options[widget.active]}
  if (step.kind === "order") {
    const order = widget.value.map((name) => step.options.indexOf(name))
    return order.length < step.options.length ? null : {value: order, words: widget.value.join(", ")}
  }
  if (step.kind === "open") return {value: null, words: widget.value}
  return widget.value === null ? null : {value: widget.value, words: `${widget.value} ${step.unit}`}
}

const draw = () => {
  const scene = data.scenes[at]
  if (scene === null) return
  const place = sliders[at] === null ? 0 : scene.places.indexOf(sliders[at].value)
  const chosen = selects[at] === null ? 0 : scene.cases.indexOf(selects[at].value)
  scene.traces.forEach((trace, number) => {
    const frames = data.frames[trace.frames]
    const ofCase = frames[Math.min(chosen, frames.length - 1)]
    const frame = ofCase[Math.min(Math.max(place, 0), ofCase.length - 1)]
    sources[at][number].data = frame
    const visible = !trace.revealed || answered[at] !== null
    renderers[at][number].visible = visible
    if (legends[at][number] !== null) legends[at][number].visible = visible
  })
}

const show = () => {
  const step = data.steps[at], done = answered[at] !== null
  progress.text = `<p class="ds-lesson-progress">${data.words.step.replace("{number}", at + 1).replace("{all}", data.steps.length)}</p>`
  say.text = step.say
  reveal.text = done ? `<div role="status" aria-live="polite"><p><strong></strong></p>${step.show}</div>` : step.hidden
  if (done) reveal.text = reveal.text.replace("<strong></strong>", `<strong>${escaped(said(step, answered[at].unknown ? null : answered[at]))}</strong>`)
  answers.forEach((widget, number) => { if (widget !== null) widget.visible = number === at })
  scenes.forEach((scene, number) => { if (scene !== null) scene.visible = number === at })
  if (selects[at] !== null) selects[at].visible = done || step.kind === "none"
  check.visible = unknown.visible = !done && step.kind !== "none"
  back.disabled = at === 0
  next.disabled = !done && step.kind !== "none"
  draw()
}

const escaped = (words) => words.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)

const answer = () => {
  const now = given()
  if (now === null || answered[at] !== null) return
  answered[at] = {...now, unknown: false}
  show()
}

const go = (way) => {
  if (way > 0 && next.disabled) return
  at = Math.min(Math.max(at + way, 0), data.steps.length - 1)
  show()
}

check.on_event("button_click", answer)
unknown.on_event("button_click", () => { answered[at] = {value: null, words: "", unknown: true}; show() })
back.on_event("button_click", () => go(-1))
next.on_event("button_click", () => go(1))
for (const widget of [...sliders, ...selects]) if (widget !== null) widget.connect(widget.properties.value.change, draw)
document.addEventListener("keydown", (event) => {
  const tag = event.composedPath()[0].tagName
  if (event.key === "PageDown") go(1)
  else if (event.key === "PageUp") go(-1)
  else if (event.key === "Enter" && tag !== "BUTTON" && tag !== "TEXTAREA") {
    // a number is taken over when its field is left
    if (tag === "INPUT") event.composedPath()[0].dispatchEvent(new Event("change"))
    if (answered[at] === null && check.visible) answer()
    else go(1)
  } else return
  event.preventDefault()
})
window.dsLesson = {
  step: () => at,
  answered: () => answered.map((one) => one !== null),
  shown: () => JSON.stringify(sources[at].map((source) => [...source.data.y])),
}
show()
