// The page that leads a class: the link, the question for the projector, how many answered, and the tally when one says so.

import {make} from "./dom.js"
import {ask_class} from "./lesson_class.js"

const REST_MS = 1500
const {lesson, lessons, complaint} = JSON.parse(document.body.dataset.class)
const main = document.querySelector("main")
if (matchMedia("(prefers-color-scheme: dark)").matches) document.documentElement.dataset.theme = "dark"

function offer() {
  main.replaceChildren(make("h1", {}, "Which lesson does your class take?"), make("p", {class: "complaint", role: complaint ? "alert" : null}, complaint),
    make("div", {class: "offer"}, ...lessons.map(([id, title]) => make("a", {href: `teach?lesson=${id}`}, title))))
}

async function begun() {
  const name = `driftscope class ${lesson.id}`
  const kept = JSON.parse(sessionStorage.getItem(name) ?? "null")
  if (kept && (await ask_class(`class/${kept.code}`)).ok) return kept
  const {data} = await ask_class("class", {lesson: lesson.id})
  sessionStorage.setItem(name, JSON.stringify(data))
  return data
}

async function lead() {
  const {code, key} = await begun()
  const pages = {synthetic: "./", hybrid: "hybrid"}
  const link = new URL(`${pages[lesson.page]}?lesson=${lesson.id}&class=${code}`, location.href)
  let step = 0, tally = false, hold = null
  const question = make("div", {class: "question"}), options = make("ol", {}), counts = make("p", {class: "counts ds-class-counts", "aria-live": "polite"})
  const bars = make("div", {class: "ds-class-tally"}), complaints = make("p", {class: "complaint"})
  const where = make("span", {})
  const button = (hook, words, onclick) => make("button", {type: "button", class: `ds-class-${hook}`, onclick}, words)
  const show = button("show", "Show the tally", () => { tally = !tally; ask() })
  const holding = button("hold", "", () => { hold = hold === step ? null : step; ask({hold}) })
  const everyone = button("everyone", "", () => ask({everyone: true}))
  const go = (to) => { if (to >= 0 && to < lesson.steps.length) { step = to; tally = false; ask() } }
  main.replaceChildren(make("h1", {}, lesson.title),
    make("div", {class: "link"}, make("span", {class: "ds-class-code"}, code), make("code", {}, link.href)),
    question, options, counts, bars, complaints,
    make("div", {class: "moves"}, button("back", "‹", () => go(step - 1)), where, button("next", "›", () => go(step + 1)), show, holding, everyone))
  const draw = (state) => {
    const here = lesson.steps[step]
    question.innerHTML = here.question
    options.replaceChildren(...here.options.map((words) => { const line = make("li", {}); line.innerHTML = words; return line }))
    where.textContent = `Step ${step + 1} of ${lesson.steps.length}`
    counts.textContent = `${state.answered} of ${state.pages} pages answered`
    show.setAttribute("aria-pressed", String(tally))
    show.textContent = tally ? "Hide the tally" : "Show the tally"
    holding.textContent = hold === null ? `Hold at step ${step + 1}` : `Held at step ${hold + 1}: let go`
    holding.setAttribute("aria-pressed", String(hold !== null))
    everyone.textContent = `Everyone to step ${step + 1}`
    bars.replaceChildren(...!tally ? [] : state.tally ? state.tally.map((one) => bar(here, one, state.answered)) : ["There is no tally below 5 answers."])
  }
  const bar = ({kind, options: named, unit}, [given, number], all) => {
    const option = kind === "choice" ? "ABCDE"[Number(given)] : null
    const label = given === "?" ? lesson.unknown : option ? option : kind === "order" ? given.split(", ").map((one) => "ABCDE"[one]).join(", ") : `${given} ${unit}`
    const line = make("i", {})
    line.style.width = `${Math.round(60 * number / all)}%`
    return make("div", {class: "bar"}, make("b", {}, label), line, String(number))
  }
  const ask = async (more = {}) => {
    const {ok, data} = await ask_class(`class/${code}/lead`, {key, step, ...more})
    complaints.textContent = ok ? "" : data?.complaint ?? "The server does not answer."
    if (ok) { hold = data.hold; draw(data) }
  }
  addEventListener("keydown", ({key: pressed}) => { if (pressed === "PageDown") go(step + 1); if (pressed === "PageUp") go(step - 1) })
  const again = async () => { await ask(); setTimeout(again, REST_MS) }
  again()
}

if (lesson) lead()
else offer()
