// Files that are chosen, or dropped anywhere onto the page.

import {explain, icon, make} from "./dom.js"
import {take_result} from "./results.js"

const MOST_FILE_BYTES = 4 * 2 ** 20
const BINARY = /\.(csv|npy)$/i

function base64_of(file) {
  return new Promise((done, failed) => {
    const reader = new FileReader()
    reader.onload = () => done(reader.result.split(",")[1] ?? "")
    reader.onerror = () => failed(reader.error)
    reader.readAsDataURL(file)
  })
}

export function upload(model) {
  const send = async (file) => {
    if (!file) return
    const sent = {name: file.name, size: file.size}
    if (file.size > MOST_FILE_BYTES) return model.send_msg(sent)
    const content = BINARY.test(file.name) ? base64_of(file).then((bytes) => ({bytes})) : file.text().then((text) => ({text}))
    model.send_msg({...sent, ...await content.catch(() => ({text: ""}))})
  }
  const input = make("input", {
    type: "file", accept: model.options.join() || ".yaml,.yml,.json,.toml,.csv,.npy,.prb", "aria-label": model.label || model.help,
  })
  input.addEventListener("change", async () => { await send(input.files[0]); input.value = "" })
  const element = make("label", {class: model.label ? "button" : "button bare"}, icon(model.icon), model.label || null, input)
  explain(element, model.help)
  if (model.options.length) return element
  take_drops(send)
  return make("div", {}, element, question(model))
}

// A question of the server, with an answer on each button; closing it is no answer.
function question(model) {
  const title = make("h2", {}), words = make("p", {}), answers = make("div", {class: "answers"})
  const dialog = make("dialog", {class: "question", "aria-label": "Question"}, title, words, answers)
  model.on("msg:custom", (asked) => {
    if (asked.go) return location.assign(asked.go)
    title.textContent = asked.title
    words.textContent = asked.words
    dialog.setAttribute("aria-label", asked.title)
    answers.replaceChildren(...asked.answers.map(([value, label]) =>
      make("button", {type: "button", class: "choice", "data-value": value, onclick: () => dialog.close(value)}, label)))
    dialog.returnValue = ""
    dialog.showModal()
  })
  dialog.addEventListener("keydown", (event) => event.stopPropagation())
  dialog.addEventListener("close", () => model.send_msg({answer: dialog.returnValue}))
  return dialog
}

function take_drops(send) {
  const target = make("div", {class: "ds-drop-target", hidden: true}, "Drop a file here to open it: a configuration (YAML, JSON, TOML), a probe (JSON, PRB), a measured drift (CSV, NPY), or a sorter's result (a folder, npz, CSV)")
  document.body.append(target)
  const brings_files = (event) => event.dataTransfer?.types.includes("Files")
  const on = (name, act) => document.addEventListener(name, (event) => {
    if (!brings_files(event)) return
    event.preventDefault()
    act(event)
  })
  on("dragenter", () => { target.hidden = false })
  on("dragover", () => { target.hidden = false })
  on("dragleave", (event) => { if (!event.relatedTarget) target.hidden = true })
  on("drop", async (event) => {
    target.hidden = true
    const [first] = event.dataTransfer.files
    if (!await take_result(event.dataTransfer)) send(first)
  })
}
