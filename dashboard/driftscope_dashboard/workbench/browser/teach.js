// The page that leads a class: the link, the question for the projector, how many answered, and the tally when one says so.

import {make} from "./dom.js"
import {ask_class} from "./lesson_class.js"

const REST_MS = 1500, GONE = [403, 404]
const {lesson, lessons, languages, complaint, words, language, least, others} = JSON.parse(document.body.dataset.class)
const main = document.querySelector("main")
if (matchMedia("(prefers-color-scheme: dark)").matches) document.documentElement.dataset.theme = "dark"
document.documentElement.lang = language
document.title = words.document
const fill = (name, values = {}) => words[name].replace(/\{(\w+)\}/g, (_, key) => values[key])
const address = (more) => `teach?${new URLSearchParams({...Object.fromEntries(new URLSearchParams(location.search)), ...more})}`

function offer() {
  main.replaceChildren(make("h1", {}, words.which), make("p", {class: "complaint", role: complaint ? "alert" : null}, complaint),
    make("div", {class: "offer"}, ...lessons.map(([id, title]) => make("a", {href: address({lesson: id})}, title))))
}

async function begun() {
  const name = `driftscope class ${lesson.id}`
  const kept = JSON.parse(sessionStorage.getItem(name) ?? "null")
  if (kept?.link && (await ask_class(`class/${kept.code}`)).ok) return kept
  const here = new URL("./", location.href).href
  const asked = new URLSearchParams(location.search).get("lang") ?? ""
  const {ok, data} = await ask_class("class", {lesson: lesson.id, here, language: asked})
  if (ok) sessionStorage.setItem(name, JSON.stringify(data))
  return ok ? data : null
}

// The link as one can type it, and as a code for the camera of a phone.
function invitation({code, link, qr}) {
  const picture = make("div", {class: "qr ds-class-qr", role: "img", "aria-label": words.qr})
  picture.innerHTML = qr
  const texts = make("div", {class: "texts"}, make("span", {}, words.open), make("code", {class: "ds-class-link"}, link), make("span", {class: "ds-class-code"}, code),
    ...others ? [] : [make("p", {class: "complaint"}, words["own machine"])])
  return make("section", {class: "link"}, texts, picture)
}

const letter = (at) => "ABCDE"[at]

function label_of({kind, unit}, given) {
  if (given === "?") return lesson.unknown
  if (kind === "choice") return letter(Number(given))
  return kind === "order" ? given.split(", ").map(letter).join(", ") : `${given} ${unit}`
}

function bar(here, [given, number], all) {
  const line = make("i", {})
  line.style.width = `${Math.round(60 * number / all)}%`
  return make("div", {class: "bar"}, make("b", {}, label_of(here, given)), line, String(number))
}

async function lead() {
  const school = await begun()
  if (!school) return main.replaceChildren(make("p", {class: "complaint", role: "alert"}, words.silent))
  const {code, key} = school
  let step = 0, tally = false, hold = null, seeds = false
  const question = make("div", {class: "question"}), options = make("ol", {}), counts = make("p", {class: "counts ds-class-counts", "aria-live": "polite"})
  const bars = make("div", {class: "ds-class-tally"}), complaints = make("p", {class: "complaint", role: "status"})
  const where = make("span", {class: "where"})
  const button = (hook, label, onclick) => make("button", {type: "button", class: `ds-class-${hook}`, onclick}, label)
  const show = button("show", "", () => { tally = !tally; ask() })
  const holding = button("hold", "", () => { hold = hold === null ? step : null; ask({hold}) })
  const everyone = button("everyone", "", () => ask({everyone: true}))
  const varied = button("seeds", words.seeds, () => ask({seeds: !seeds}))
  varied.title = words["seeds help"]
  const [back, next] = [button("back", "‹", () => go(step - 1)), button("next", "›", () => go(step + 1))]
  for (const [one, name] of [[back, "back"], [next, "next"]]) { one.title = words[name]; one.setAttribute("aria-label", words[name]) }
  const go = (to) => { if (to >= 0 && to < lesson.steps.length) { step = to; tally = false; ask() } }
  const spoken = languages.length < 2 ? [] : languages.map((one) => make("a", {
    href: address({lang: one}), lang: one, "aria-current": one === lesson.language ? "true" : null,
  }, one.toUpperCase()))
  main.replaceChildren(
    make("header", {}, make("h1", {}, lesson.title), make("nav", {"aria-label": words.language}, ...spoken)), invitation(school),
    question, options, counts, bars, complaints,
    make("div", {class: "moves"}, back, where, next, show, holding, everyone, varied))
  const pressed = (one, is) => one.setAttribute("aria-pressed", String(is))
  const draw = (state) => {
    const here = lesson.steps[step], number = {step: step + 1}
    if (question.dataset.step !== String(step)) {
      question.dataset.step = step
      question.innerHTML = here.question
      options.replaceChildren(...here.options.map((text) => { const line = make("li", {}); line.innerHTML = text; return line }))
    }
    where.textContent = fill("step", {...number, steps: lesson.steps.length})
    const counted = fill("answered", state)
    if (counts.textContent !== counted) counts.textContent = counted
    show.textContent = words[tally ? "hide" : "show"]
    holding.textContent = hold === null ? fill("hold", number) : fill("held", {step: hold + 1})
    everyone.textContent = fill("everyone", number)
    for (const [one, is] of [[show, tally], [holding, hold !== null], [varied, seeds]]) pressed(one, is)
    back.disabled = step === 0
    next.disabled = step === lesson.steps.length - 1
    bars.replaceChildren(...!tally ? [] : state.tally ? state.tally.map((one) => bar(here, one, state.answered)) : [fill("few", {least})])
  }
  const ask = async (more = {}) => {
    const {ok, status, data} = await ask_class(`class/${code}/lead`, {key, step, ...more})
    complaints.textContent = ok ? "" : words[GONE.includes(status) ? "gone" : "silent"]
    if (ok) { ({hold, seeds} = data); draw(data) }
  }
  addEventListener("keydown", ({key: pressed}) => { if (pressed === "PageDown") go(step + 1); if (pressed === "PageUp") go(step - 1) })
  const again = async () => { await ask(); setTimeout(again, REST_MS) }
  again()
}

if (lesson) lead()
else offer()
