// The card of a lesson: one step at a time. What an answer reveals is not here before; the server tells it then.

import {icon, make} from "./dom.js"
import {dropped} from "./dropdown.js"
import {attend} from "./lesson_class.js"
import {question_of} from "./lesson_ask.js"
import {lesson_page} from "./lesson_page.js"
import {forget, kept_of, keep} from "./lesson_progress.js"
import {show_overlays} from "./lesson_overlays.js"

const IDLE_MS = 45_000
const TYPING = "input:not([type=range], [type=checkbox], [type=radio]), select, textarea"
const PRESSED = "button, summary, a, [role=tab]"

let node = null

// Opens a lesson on this page, where one was in it.
export function open_lesson(id, step = 0) {
  node?.send_msg({open: id, step})
}

const button = (name, words, onclick, more = "") =>
  make("button", {type: "button", class: `button ${more} ds-lesson-${name}`, onclick}, words)

export function lesson(model) {
  node = model
  const press = (name) => () => model.send_msg({press: name})
  const card = () => model.card
  const parts = {
    title: make("h2", {id: "lesson-title"}), dots: make("span", {class: "dots ds-lesson-progress", role: "img"}),
    languages: make("span", {class: "languages", role: "group"}), say: make("p", {class: "say-it"}), varied: make("p", {class: "varied"}),
    ask: make("div", {class: "ask ds-lesson-question"}), own: make("p", {class: "own"}), task: make("div", {class: "task"}),
    reveal: make("div", {class: "reveal ds-lesson-reveal"}), heard: make("p", {class: "heard", "aria-live": "polite"}),
  }
  const fold = button("fold", icon("up"), () => { element.classList.toggle("folded"); tell_fold() }, "bare")
  const primary = button("show", "", () => act())
  const back = button("back", "", () => model.send_msg({enter: card().number - 1}))
  const next = button("next", "", () => go_on())
  const unknown = button("unknown", "", () => model.send_msg({answer: null}), "quiet")
  const solve = button("solve", "", press("solve"), "quiet")
  const again = button("again", "", press("again"), "quiet")
  const reset = button("reset", "", () => { forget(card().id); press("reset")() }, "quiet")
  const free = button("free", "", () => model.send_msg({free: !card().free}), "quiet")
  const leave = button("leave", "", press("leave"), "quiet")
  const body = make("div", {class: "body"}, parts.say, parts.varied, parts.ask, parts.own, parts.task, parts.reveal,
    make("div", {class: "helps"}, unknown, solve))
  const moves = make("div", {class: "moves"}, back, make("i", {class: "gap"}), primary, next)
  const foot = make("div", {class: "foot"}, again, reset, free, leave)
  const element = make("section", {class: "lesson", "aria-labelledby": "lesson-title"},
    make("header", {}, parts.title, parts.languages, parts.dots, fold), body, moves, foot, parts.heard)
  const page = lesson_page(element), school = attend(model)
  let asked = {key: null, value: () => undefined, end: () => {}}
  let last = {}

  const act = () => {
    const {answered, can_show, shown, ask} = card()
    if (!answered && ask?.kind === "open") model.send_msg({answer: null}), model.send_msg({press: "show"})
    else if (!answered) { const value = asked.value(); if (value !== undefined) model.send_msg({answer: value}) }
    else if (can_show && !shown) model.send_msg({press: "show"})
  }
  const go_on = () => {
    const {number, steps} = card()
    if (number < steps - 1) model.send_msg({enter: number + 1})
    else { keep({...card(), finished: true}); model.send_msg({press: "leave"}) }
  }
  const enter = () => card().shown ? go_on() : act()

  const tell_fold = () => {
    fold.setAttribute("aria-expanded", String(!element.classList.contains("folded")))
    fold.setAttribute("aria-label", card().title ?? "")
  }
  const html = (host, words) => { if (host.dataset.words !== words) { host.dataset.words = words; host.innerHTML = words } }
  const say = (words) => { if (words) parts.heard.textContent = words }

  const show_question = ({id, number, language, ask, answered, given, words}) => {
    const key = [id, number, language, answered].join()
    if (asked.key === key) return
    asked.end()
    asked = ask ? question_of(ask, {words, answered, given, changed: () => show_buttons(card())}) : {value: () => undefined, end: () => {}}
    asked.key = key
    parts.ask.replaceChildren(...asked.element ? [asked.element] : [])
  }
  const show_task = (now) => {
    parts.task.hidden = !now.do || !now.answered
    const tick = make("span", {class: "tick", "aria-hidden": "true"}, now.reached ? "✓" : "○")
    const words = make("span", {})
    words.innerHTML = now.do
    const state = now.reached ? make("span", {class: "state"}, now.words.reached) : null
    parts.task.replaceChildren(tick, words, ...state ? [state] : [])
    parts.task.classList.toggle("reached", now.reached)
  }
  const show_reveal = ({reveal, words}) => {
    parts.reveal.hidden = !reveal
    if (!reveal) return parts.reveal.replaceChildren()
    const line = (text, cls) => { const made = make("p", {class: cls}); made.innerHTML = text; return made }
    parts.reveal.replaceChildren(...[
      reveal.beside && make("p", {class: "beside"}, reveal.beside), reveal.say && line(reveal.say),
      ...reveal.misconceptions.length ? [make("h3", {}, words["often believed"])] : [],
      ...reveal.misconceptions.map(([wrong, right]) => line(`“${wrong}” ${right}`, "believed")),
      ...reveal.further ? [make("h3", {}, words.further), line(reveal.further)] : [],
      ...reveal.sources.length ? [make("h3", {}, words.sources), ...reveal.sources.map((one) => line(one, "source"))] : [],
    ].filter(Boolean))
  }
  const show_buttons = (now) => {
    const {words} = now
    primary.textContent = now.answered || now.ask?.kind === "open" ? words.show : words.check
    primary.hidden = now.shown
    primary.disabled = now.answered ? !now.can_show : now.ask?.kind !== "open" && asked.value() === undefined
    primary.title = now.held ? words.held : ""
    next.textContent = now.number === now.steps - 1 ? words.finish : words.next
    for (const [one, strong] of [[primary, !primary.disabled], [next, now.shown]]) one.classList.toggle("strong", strong)
    back.textContent = words.back
    back.disabled = now.number === 0
    unknown.hidden = now.answered || !now.ask || now.ask.kind === "open"
    solve.hidden = !now.can_solve
    for (const [one, name] of [[unknown, "unknown"], [solve, "show me"], [again, "again"], [reset, "reset"], [leave, "leave"]]) one.textContent = words[name]
    free.textContent = now.free ? words.return : words.free
  }
  const show_head = (now) => {
    parts.title.textContent = now.title
    parts.dots.setAttribute("aria-label", now.words.step.replace("{step}", now.number + 1).replace("{steps}", now.steps))
    parts.dots.replaceChildren(...Array.from({length: now.steps}, (_, at) =>
      make("i", {class: at === now.number ? "here" : now.seen.includes(at) ? "seen" : ""})))
    parts.languages.setAttribute("aria-label", now.words.language)
    parts.languages.replaceChildren(...now.languages.length < 2 ? [] : now.languages.map((one) => make("button", {
      type: "button", class: "button", lang: one, "aria-pressed": String(one === now.language), onclick: () => model.send_msg({language: one}),
    }, one.toUpperCase())))
    tell_fold()
  }
  const announce = (now) => {
    const new_step = last.id !== now.id || last.number !== now.number
    if (now.shown && !last.shown && !new_step) say(parts.reveal.textContent)
    else if (now.reached && !last.reached && !new_step && now.answered) say(now.words.reached)
    else if (now.moved && !last.moved) say(now.words.idle)
    else if (new_step) say([parts.dots.getAttribute("aria-label"), parts.say.textContent, parts.ask.querySelector("legend")?.textContent].join(". "))
  }
  // Whoever goes through the card by keys stays in it when what had the focus goes: on what comes next.
  const can_focus = (one) => one && !one.disabled && one.getClientRects().length > 0
  const keep_focus = (new_step) => {
    const here = document.activeElement
    if (!new_step && element.contains(here) && can_focus(here) && !here.closest("fieldset:disabled")) return
    const asking = card().answered ? null : parts.ask.querySelector("input") ?? parts.ask.querySelector("button")
    const wanted = [asking, card().shown ? next : primary, solve, next].find(can_focus)
    wanted?.focus({preventScroll: true})
  }
  const refresh = () => {
    const now = card()
    element.parentElement?.classList.toggle("without", !now.id)
    if (!now.id) { asked.end(); asked.key = null; page.end(); last = {}; return }
    const was_here = element.contains(document.activeElement)
    if (now.elsewhere) { keep(now); location.assign(now.elsewhere); return }
    if (now.id !== last.id) restore(now)
    element.lang = now.language
    element.classList.toggle("free", now.free)
    html(parts.say, now.say)
    parts.varied.textContent = now.varied
    show_question(now)
    parts.own.textContent = now.own && now.ask.kind === "draw" && !now.shown ? now.words["your answer"].replace("{own}", now.own) : ""
    show_task(now)
    show_reveal(now)
    show_buttons(now)
    show_head(now)
    announce(now)
    page.follow(now, last)
    if (now.answered && !(last.answered && last.number === now.number && last.id === now.id)) school.tell(now)
    show_overlays(now.overlays)
    keep(now)
    if (now.shown && !last.shown && last.number === now.number) body.scrollTop += parts.reveal.getBoundingClientRect().top - body.getBoundingClientRect().top
    else if (last.number !== now.number) body.scrollTop = 0
    if (was_here) keep_focus(last.number !== now.number)
    last = now
    wait()
  }
  const restore = (now) => {
    const kept = kept_of(now.id)
    if (kept && !kept.finished && !now.seen.length && !Object.keys(now.answers).length) model.send_msg({restore: {id: now.id, ...kept}})
  }

  let waiting = 0
  const wait = () => {
    clearTimeout(waiting)
    if (card().id && card().can_solve && !card().free) waiting = setTimeout(press("solve"), IDLE_MS)
  }
  for (const name of ["pointerdown", "keydown", "input", "wheel"]) document.addEventListener(name, wait, {capture: true, passive: true})

  const key_of = (event) => {
    const target = event.composedPath()[0]
    if (!card().id || event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || !target.closest) return null
    if (dropped.size || event.composedPath().some((part) => part.matches?.("dialog[open]"))) return null
    const typing = target.closest(TYPING)
    if (event.key === "Enter") return typing && !element.contains(target) || target.closest(PRESSED) ? null : enter
    if (typing || document.querySelector(".ds-motion-sheet")) return null
    if (event.key === "Escape" && !card().free) return () => model.send_msg({free: true})
    if (!page.is_projector()) return null
    return {PageDown: () => card().shown ? go_on() : act(), PageUp: () => back.click()}[event.key]
  }
  document.addEventListener("keydown", (event) => {
    const act_on = key_of(event)
    if (!act_on) return
    event.preventDefault()
    event.stopPropagation()
    act_on()
  }, {capture: true})

  model.on("card", refresh)
  queueMicrotask(refresh)
  return element
}
