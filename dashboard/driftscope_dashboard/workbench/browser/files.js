// Files that are chosen, or dropped anywhere onto the page.

import {explain, icon, make} from "./dom.js"
import {take_result} from "./results.js"

const MOST_FILE_BYTES = 4 * 2 ** 20
const BINARY = /\.(csv|npy)$/i

// The files of a folder that was dropped: those of a motion, in it or in its folder "motion".
async function files_of(entry) {
  const entries = await new Promise((done) => entry.createReader().readEntries(done, () => done([])))
  const below = entries.find((one) => one.isDirectory && one.name === "motion")
  const files = entries.filter((one) => one.isFile && /\.(npy|json)$/i.test(one.name))
  if (below && !files.some((one) => one.name.startsWith("displacement"))) return files_of(below)
  return Promise.all(files.map((one) => new Promise((done, failed) => one.file(done, failed))))
}

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
  const send_folder = async (name, files) => {
    const size = files.reduce((sum, file) => sum + file.size, 0)
    if (size > MOST_FILE_BYTES) return model.send_msg({name, size})
    const contents = await Promise.all(files.map(base64_of)).catch(() => [])
    model.send_msg({name, size, files: {".": "", ...Object.fromEntries(files.map((file, index) => [file.name, contents[index] ?? ""]))}})
  }
  const input = make("input", {
    type: "file", accept: model.options.join() || ".yaml,.yml,.json,.toml,.csv,.npy,.prb", "aria-label": model.label || model.help,
  })
  input.addEventListener("change", async () => { await send(input.files[0]); input.value = "" })
  const element = make("label", {class: model.label ? "button" : "button bare"}, icon(model.icon), model.label || null, input)
  explain(element, model.help)
  if (model.options.length) return element
  take_drops(send, send_folder)
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

// Whether something is dropped onto the tab of the motion field, where motion is the motion and no estimate of it.
function is_on_field(event) {
  const body = document.querySelector(".ds-knots-body")
  const {left, right, top, bottom} = body?.getBoundingClientRect() ?? {left: 0, right: 0, top: 0, bottom: 0}
  return event.clientX >= left && event.clientX < right && event.clientY >= top && event.clientY < bottom
}

function take_drops(send, send_folder) {
  const target = make("div", {class: "ds-drop-target", hidden: true}, "Drop a file here to open it: a configuration (YAML, JSON, TOML), a probe (JSON, PRB), measured motion (CSV, NPY), or a sorter's result (folder, npz, CSV). Motion dropped onto the Field tab becomes a field")
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
    if (!is_on_field(event)) {
      if (!await take_result(event.dataTransfer)) send(first)
      return
    }
    const entry = event.dataTransfer.items?.[0]?.webkitGetAsEntry?.()
    const files = [...event.dataTransfer.files]
    if (entry?.isDirectory) send_folder(entry.name, await files_of(entry).catch(() => []))
    else if (files.length > 1) send_folder("the motion", files)
    else send(first)
  })
}
