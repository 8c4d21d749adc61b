// Writing whole recordings: how, where, how large, and how far those are that are being written.

import {explain, icon, make} from "./dom.js"
import {number_box} from "./numbers.js"
import {button} from "./buttons.js"
import {drop_down} from "./dropdown.js"

export function generate(model) {
  const anchor = button(model, null, () => model.send_msg({command: "open"}))
  const label = anchor.lastChild
  const form = make("form", {}), running = make("div", {class: "writings", "aria-live": "polite"})
  const name = make("input", {class: "text", "aria-label": "Name of the folder", spellcheck: "false", autocomplete: "off"})
  const words = make("p", {class: "estimate", role: "status"})
  const write = make("button", {type: "submit", class: "choice main"}, "Write")
  const panel = make("div", {class: "generate"}, running, form)
  const show = drop_down(anchor, panel, {right: true})
  let values = {}, rows = [], waiting, proposed = ""
  const command = (word) => ({command: word, name: name.value, options: values})
  const ask = () => {
    write.disabled = true
    words.classList.remove("wrong")
    words.textContent = "Estimating the size …"
    clearTimeout(waiting)
    waiting = setTimeout(() => model.send_msg(command("estimate")), 250)
  }
  const set = (path, value) => { values[path] = value; arrange(); ask() }
  const arrange = () => rows.forEach(({field, row}) => { row.hidden = Boolean(field.only) && values["samples.dtype"] !== field.only })
  const row_of = (field) => {
    const input = field.options.length
      ? choice_box(field, values[field.path], (value) => set(field.path, value))
      : number_box({...field, optional: false}, {get: () => values[field.path], set: (value) => set(field.path, value)})
    input.refresh()
    input.element.setAttribute("aria-description", field.help)
    const row = make("label", {class: `row ds-generate-${field.path.split(".").at(-1)}`}, make("span", {}, field.label), input.element,
      make("span", {class: "unit"}, field.unit))
    explain(row, field.help)
    return {field, row}
  }
  // The name that somebody typed stays; one that was proposed gives way to the next.
  const propose = (next) => {
    if (name.value && name.value !== proposed) return
    name.value = proposed = next
  }
  const open = (asked) => {
    values = {...asked.values}
    rows = asked.fields.map(row_of)
    propose(asked.name)
    const place = make("span", {class: "place"}, asked.place)
    form.replaceChildren(make("h3", {}, "Write the whole recording and its ground truth"), ...rows.map(({row}) => row),
      make("label", {class: "row"}, make("span", {}, "Folder"), name), make("p", {}, "in ", place), words, make("div", {class: "row end"}, write))
    arrange()
    show()
    ask()
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault()
    if (!write.disabled) model.send_msg(command("write"))
  })
  name.addEventListener("input", ask)
  const shown = new Map()
  const refresh = () => {
    const conditions = [...shown.keys()].join()
    const keys = (model.value ?? []).map(([folder, condition]) => `${condition} ${folder}`)
    for (const key of shown.keys()) if (!keys.includes(key)) shown.delete(key)
    for (const [at, one] of (model.value ?? []).entries()) {
      if (!shown.has(keys[at])) shown.set(keys[at], writing_of(one, model))
      shown.get(keys[at]).refresh(one)
    }
    const [first] = (model.value ?? []).filter(([, condition]) => condition === "running")
    label.textContent = first ? `${Math.floor(first[2])} %` : model.label
    if (conditions === [...shown.keys()].join()) return
    running.replaceChildren(...[...shown.values()].map(({element}) => element))
    if (panel.matches(":popover-open")) ask()
  }
  model.on("msg:custom", (sent) => {
    if (sent.fields) return open(sent)
    if (sent.next) {
      proposed = name.value
      propose(sent.next)
      return ask()
    }
    words.textContent = sent.words
    words.classList.toggle("wrong", !sent.possible)
    write.disabled = !sent.possible
  })
  model.on("value", refresh)
  refresh()
  return make("div", {}, anchor, panel)
}

function choice_box(field, value, set) {
  const select = make("select", {}, ...field.options.map(([option, label]) => make("option", {value: option, selected: option === value}, label)))
  select.addEventListener("change", () => set(select.value))
  return {element: make("span", {class: "select"}, select), refresh() {}}
}

function writing_of([name, condition], model) {
  const [command, spoken] = condition === "running" ? ["stop", "Stop"] : ["forget", "Remove from this list"]
  const press = make("button", {
    type: "button", class: "button bare", "aria-label": `${spoken}: ${name}`, onclick: () => model.send_msg({command, name}),
  }, icon("remove"))
  explain(press, spoken)
  const bar = make("progress", {max: 100, "aria-label": `Progress of ${name}`, hidden: condition !== "running"})
  const words = make("p", {}), where = make("div", {class: "where"})
  const title = make("b", {}, condition === "done" ? icon("check") : null, condition === "done" ? `${name} is finished` : name)
  const element = make("div", {class: `writing ${condition}`}, make("div", {class: "row"}, title, press), bar, where, words)
  const refresh = ([, , share, said, folder]) => {
    bar.value = share
    words.textContent = said
    words.hidden = !said
    if (folder && !where.childElementCount) where.append(...place_of(name, folder, model))
  }
  return {element, refresh}
}

// Where it is, with what one does next.
function place_of(name, folder, model) {
  const copied = make("span", {role: "status"})
  const path = make("input", {class: "text path", readonly: true, value: folder, "aria-label": `Folder of ${name}`})
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(folder)
      copied.textContent = "Copied"
    } catch {
      path.select()
      copied.textContent = "Press Ctrl C to copy it"
    }
  }
  const button = (label, onclick) => make("button", {type: "button", class: "choice", "aria-label": `${label}: ${name}`, onclick}, label)
  const open = model.options[0] ? button("Open", () => model.send_msg({command: "show", name})) : null
  return [path, make("div", {class: "row"}, open ?? "", button("Copy path", copy), copied)]
}
