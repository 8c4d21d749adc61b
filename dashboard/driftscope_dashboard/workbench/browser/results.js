// Results that are brought back: files and folders of this computer go to the server piece by piece, as it asks for them.

import {icon, make} from "./dom.js"
import {button} from "./buttons.js"
import {drop_down} from "./dropdown.js"

const READ = new Set([
  "spike_times.npy", "spike_clusters.npy", "spike_templates.npy", "cluster_group.tsv", "cluster_group.csv", "cluster_KSLabel.tsv",
  "params.py", "numpysorting_info.json", "spikes.npy", "sorting_cached.npz", "spikeinterface_info.json", "displacement_seg0.npy",
  "temporal_bins_s_seg0.npy", "spatial_bins_um.npy", "times_s.npy", "depths_um.npy", "driftscope.json",
])
const SORTING = ["spike_times.npy", "numpysorting_info.json", "sorting_cached.npz"]
const MOTION = ["displacement_seg0.npy"]
const LETTERS = "AB"
const MOST_ENTRIES = 5000

let bring = null

// Take files that were dropped when they are a result; return whether they are.
export async function take_result(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean)
  const files = [...transfer.files]
  if (!bring || !(entries.some((entry) => entry.isDirectory) || await is_result(files))) return false
  const found = []
  for (const entry of entries) await walk(entry, "", found)
  if (!entries.length) found.push(...files.map((file) => [file.name, file]))
  bring(entries[0]?.name ?? files[0].name, found)
  return true
}

async function is_result(files) {
  if (files.length !== 1) return files.some(({name}) => READ.has(name))
  const [{name}] = files
  if (/\.npz$/i.test(name) || READ.has(name) || name === "ops.npy" || name.endsWith(".pkl")) return true
  if (!/\.csv$/i.test(name)) return false
  const [first] = (await files[0].slice(0, 4096).text()).replace(/^\ufeff/, "").split("\n")
  return first.startsWith("sample_index") || (first.startsWith("time_s,") && !first.includes("displacement_um"))
}

async function walk(entry, path, found) {
  if (found.length > MOST_ENTRIES) return
  if (entry.isFile) {
    const file = await new Promise((done, failed) => entry.file(done, failed))
    found.push([`${path}${entry.name}`, file])
    return
  }
  const reader = entry.createReader()
  for (;;) {
    const more = await new Promise((done, failed) => reader.readEntries(done, failed))
    if (!more.length) return
    for (const one of more) await walk(one, `${path}${entry.name}/`, found)
  }
}

const folder_of = (path) => path.slice(0, path.lastIndexOf("/") + 1)
const name_of = (path) => path.slice(path.lastIndexOf("/") + 1)

// Of all that was chosen, the files of one sorting and one motion estimate: those that lie highest, drifting before static.
export function parts_of(files) {
  if (files.length === 1) return files.map(([path, file]) => [name_of(path), file])
  const order = (path) => [path.split("/").length, /(^|\/)truth\//.test(path), /(^|\/)static\//.test(path), path]
  const before = (one, other) => {
    const [a, b] = [order(one), order(other)]
    const at = a.findIndex((value, place) => value !== b[place])
    return at < 0 ? 0 : a[at] < b[at] ? -1 : 1
  }
  const folder_with = (names) => {
    const paths = files.map(([path]) => path).filter((path) => names.includes(name_of(path)) && !/(^|\/)truth\//.test(path))
    return paths.length ? folder_of(paths.sort(before)[0]) : null
  }
  const sorting = folder_with(SORTING), motion = folder_with(MOTION), taken = new Map()
  for (const [path, file] of files) {
    const name = name_of(path), folder = folder_of(path)
    if (!READ.has(name)) continue
    if (folder === motion && sorting !== null) taken.set(`motion/${name}`, file)
    else if (folder === motion || folder === sorting) taken.set(name, file)
    else if (name === "driftscope.json") taken.set(name, file)
  }
  const pickle = files.find(([path]) => name_of(path) === "ops.npy")
  if (pickle && motion === null) taken.set("ops.npy", new File([], "ops.npy"))
  return taken.size ? [...taken] : files.filter(([path]) => /\.(npz|csv)$/i.test(path)).slice(0, 1).map(([path, file]) => [name_of(path), file])
}

function base64_of(blob) {
  return new Promise((done, failed) => {
    const reader = new FileReader()
    reader.onload = () => done(reader.result.split(",")[1] ?? "")
    reader.onerror = () => failed(reader.error)
    reader.readAsDataURL(blob)
  })
}

export function result(model) {
  const [has_folders, piece_bytes] = model.options
  const anchor = button(model, null, () => { model.send_msg({open: true}); show_panel() })
  const label = anchor.lastChild
  const held = make("div", {class: "held"}), found = make("div", {class: "found"})
  const words = make("p", {}, "A sorting (phy or Kilosort folder, SpikeInterface folder, npz, CSV), a motion estimate (SpikeInterface Motion folder, CSV, NPY), or both. Drop it anywhere onto the page, or:")
  const panel = make("div", {class: "result"}, make("h3", {}, "Load a result"), held, words, choosers(), found)
  const show_panel = drop_down(anchor, panel, {right: true})
  let sending = []

  bring = (name, files) => {
    const parts = parts_of(files)
    sending = parts.map(([, file]) => file)
    label.textContent = "…"
    panel.hidePopover()
    model.send_msg({begin: name, files: parts.map(([path, file]) => [path, file.size])})
  }
  const send = async ([number, offset]) => {
    const file = sending[number]
    if (!file) return
    label.textContent = `${Math.floor(100 * sent_before(number, offset) / Math.max(sent_before(sending.length, 0), 1))} %`
    const encoded = await base64_of(file.slice(offset, offset + piece_bytes)).catch(() => "")
    model.send_msg({piece: [number, offset, encoded]})
  }
  const sent_before = (number, offset) => sending.slice(0, number).reduce((sum, file) => sum + file.size, offset)

  function choosers() {
    const chooser = (spoken, hook, options) => {
      const input = make("input", {type: "file", "aria-label": spoken, ...options})
      input.addEventListener("change", () => {
        const files = [...input.files].map((file) => [file.webkitRelativePath || file.name, file])
        if (files.length) bring(folder_of(files[0][0]).split("/")[0] || files[0][0], files)
        input.value = ""
      })
      return make("label", {class: `choice ds-result-${hook}`}, spoken, input)
    }
    return make("div", {class: "row"}, chooser("Choose files", "files", {multiple: true}), chooser("Choose a folder", "folder", {webkitdirectory: true}))
  }

  const list = (rows) => {
    const path = make("input", {class: "text", "aria-label": "Path in the server's folders", placeholder: "path in the server's folders", spellcheck: "false"})
    const open = (where) => { panel.hidePopover(); model.send_msg({path: where}) }
    path.addEventListener("keydown", (event) => { if (event.key === "Enter" && path.value.trim()) open(path.value.trim()) })
    found.replaceChildren(...has_folders ? [
      make("h3", {}, rows.length ? "On the server" : "No results found on the server"),
      ...rows.map(([name, where]) => make("button", {type: "button", class: "choice ds-result-found", onclick: () => open(where)}, name)),
      make("label", {class: "row ds-result-path"}, path),
    ] : [])
    if (panel.matches(":popover-open")) show_panel()
  }

  const row_of = ([name, what, problem, shown], place) => {
    const box = make("input", {class: "text", value: name, "aria-label": `Name of result ${LETTERS[place]}`, spellcheck: "false"})
    box.addEventListener("change", () => model.send_msg({rename: place, name: box.value}))
    const letter = make("button", {type: "button", class: "choice letter", "aria-pressed": String(shown), "aria-label": `Show result ${LETTERS[place]}`, onclick: () => model.send_msg({show: place})}, LETTERS[place])
    const remove = make("button", {type: "button", class: "button bare ds-result-remove", "aria-label": `Remove ${name}`, onclick: () => model.send_msg({remove: place})}, icon("remove"))
    return make("div", {class: "one"}, make("div", {class: "row"}, letter, box, remove), make("p", {class: problem ? "wrong" : null}, problem || what))
  }
  const refresh = () => held.replaceChildren(...(model.value ?? []).map(row_of))
  model.on("value", refresh)
  model.on("msg:custom", (said) => {
    if (said.want) return send(said.want)
    if (said.found) return list(said.found)
    sending = []
    label.textContent = model.label
  })
  refresh()
  return make("div", {}, anchor, panel)
}
