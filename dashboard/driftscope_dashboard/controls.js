// The controls of the page. Plain DOM: a page has some sixty of them and should be usable at once.

const sheet = new CSSStyleSheet()
sheet.replaceSync(document.getElementById("ds-controls-css")?.textContent ?? "")

const MOST_FILE_BYTES = 4 * 2 ** 20

const ICONS = {
  undo: "M9 14 4 9l5-5M4 9h10a6 6 0 0 1 0 12h-3",
  redo: "m15 14 5-5-5-5M20 9H10a6 6 0 0 0 0 12h3",
  share: "M10 14a4 4 0 0 0 6 0l4-4a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-4 4a4 4 0 0 0 6 6l1-1",
  download: "M12 4v11m0 0-4-4m4 4 4-4M5 20h14",
  upload: "M12 16V5m0 0L8 9m4-4 4 4M5 20h14",
  reset: "M4 5v5h5M5 10a8 8 0 1 1-1 5",
  theme: "M12 3a9 9 0 1 0 0 18V3Z",
  plus: "M12 5v14M5 12h14",
  remove: "M6 6l12 12M18 6 6 18",
  play: "M8 5v14l11-7z",
  pause: "M9 5v14M15 5v14",
  back: "M18 6 10 12l8 6M6 6v12",
  forward: "m6 6 8 6-8 6M18 6v12",
  left: "m15 6-6 6 6 6",
  right: "m9 6 6 6-6 6",
}

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value)
    else if (value !== false && value != null) element.setAttribute(name, value === true ? "" : value)
  }
  element.append(...children.filter((child) => child != null))
  return element
}

function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg")
  svg.setAttribute("viewBox", "0 0 24 24")
  svg.setAttribute("aria-hidden", "true")
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path")
  path.setAttribute("d", ICONS[name])
  svg.append(path)
  return svg
}

// ---- help: one bubble for the page, in the top layer so that no panel cuts it off

const bubble = make("div", {class: "ds-bubble", role: "tooltip", popover: "manual"})

function explain(element, words) {
  if (!words) return
  let waiting
  const show = () => {
    if (!bubble.isConnected) document.body.append(bubble)
    bubble.textContent = typeof words === "function" ? words() : words
    bubble.showPopover()
    const box = element.getBoundingClientRect()
    bubble.style.left = `${Math.min(box.left, innerWidth - bubble.offsetWidth - 12)}px`
    const below = box.bottom + 6
    const fits = below + bubble.offsetHeight < innerHeight
    bubble.style.top = `${fits ? below : box.top - bubble.offsetHeight - 6}px`
  }
  const hide = () => { clearTimeout(waiting); if (bubble.matches(":popover-open")) bubble.hidePopover() }
  element.addEventListener("pointerenter", () => { waiting = setTimeout(show, 350) })
  element.addEventListener("pointerleave", hide)
  element.addEventListener("pointerdown", hide)
}

// ---- numbers

const digits = (value, most = 6) => value == null || value === "" ? "" : String(Number(Number(value).toPrecision(most)))

function read_number(text) {
  const trimmed = text.trim().replace(",", ".")
  return trimmed === "" ? null : Number(trimmed)
}

const writer = (model) => (value) => { model.value = value }

function number_box(model, {get, set, name}) {
  const input = make("input", {
    class: "number", inputmode: "decimal", autocomplete: "off", spellcheck: "false", "aria-label": name ?? model.label,
  })
  const shown = () => digits(get(), model.kind === "per_unit" ? 4 : 6)
  const commit = () => {
    const value = read_number(input.value)
    const said = input.value !== shown() && !Number.isNaN(value) && (value !== null || model.optional)
    if (said) set(value)
    else input.value = shown()
  }
  input.addEventListener("change", commit)
  input.addEventListener("focus", () => input.select())
  input.addEventListener("keydown", (event) => {
    const direction = {ArrowUp: 1, ArrowDown: -1}[event.key]
    if (event.key === "Escape") { input.value = shown(); input.blur() }
    if (!direction) return
    event.preventDefault()
    const step = (model.step || 1) * (event.shiftKey ? 10 : 1)
    set(Number(((read_number(input.value) ?? 0) + direction * step).toPrecision(12)))
  })
  return {element: input, refresh: () => { if (input.getRootNode().activeElement !== input) input.value = shown() }}
}

// ---- sliders: a track with one thumb, or with two for a range

function slider(model, {get, set, thumbs}) {
  const log = model.scale === "log"
  const span = () => {
    const values = get().filter((value) => value != null)
    return [Math.min(model.start, ...values), Math.max(model.end, ...values)]
  }
  const place = (value) => {
    const [low, high] = span()
    return log ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low)
  }
  const at = (share) => {
    const [low, high] = span()
    const value = log ? low * (high / low) ** share : low + share * (high - low)
    if (share <= 0) return low
    if (share >= 1) return high
    return Number(log ? value.toPrecision(2) : (Math.round(value / model.step) * model.step).toPrecision(10))
  }
  const inputs = Array.from({length: thumbs}, (_, index) => make("input", {
    type: "range", min: 0, max: 1, step: "any",
    "aria-label": thumbs === 1 ? model.label : `${model.label}, ${index ? "highest" : "lowest"}`,
  }))
  inputs.forEach((input, index) => {
    const changed = () => {
      const values = [...get()]
      values[index] = at(Number(input.value))
      if (thumbs === 2 && values[0] > values[1]) values[index] = values[1 - index]
      set(values)
      draw()
    }
    input.addEventListener("input", changed)
    input.addEventListener("change", changed)
    input.addEventListener("keydown", (event) => {
      const direction = {ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1}[event.key]
      if (!direction) return
      event.preventDefault()
      const [low, high] = span()
      const values = [...get()]
      const moved = log ? values[index] * 1.1 ** direction : values[index] + direction * model.step
      values[index] = Number(Math.min(Math.max(moved, low), high).toPrecision(10))
      if (thumbs === 2 && values[0] > values[1]) return
      set(values)
      draw()
    })
  })
  const element = make("div", {class: "slider"}, ...inputs)
  const draw = () => {
    const places = get().map((value) => place(value ?? model.start))
    inputs.forEach((input, index) => {
      input.value = places[index]
      input.setAttribute("aria-valuetext", `${digits(get()[index])} ${model.unit}`)
    })
    element.style.setProperty("--from", thumbs === 2 ? places[0] : log || model.start >= 0 ? 0 : place(0))
    element.style.setProperty("--to", places[thumbs - 1])
  }
  return {element, refresh: draw}
}

// ---- the frame around every field: label, inputs, message

function label_of(model) {
  const label = make("span", {class: "label"}, model.label)
  explain(label, model.help)
  return label
}

function message_of(model, send) {
  const words = make("span", {class: "words"})
  const offer = make("button", {type: "button", class: "offer", onclick: () => send(model.suggestion)})
  const element = make("div", {class: "message", role: "alert"}, words, offer)
  const refresh = () => {
    element.hidden = !model.problem
    words.textContent = model.problem
    offer.hidden = model.suggestion == null
    offer.textContent = model.suggestion == null ? "" : `Use ${digits(model.suggestion)}`
  }
  return {element, refresh}
}

function reset_of(model, send) {
  const element = make("button", {
    type: "button", class: "reset", "aria-label": `${model.label}: back to the default`, onclick: () => send(model.original[0]),
  }, icon("reset"))
  explain(element, "Back to the default")
  const same = () => !model.listed && JSON.stringify(model.value) === JSON.stringify(model.original[0])
  const refresh = () => { element.hidden = !model.label || !model.original.length || same() }
  return {element, refresh}
}

function advice_of(model) {
  const words = make("span", {class: "words"})
  const remedy = make("button", {type: "button", class: "offer", onclick: () => model.send_msg({remedy: true})})
  const element = make("div", {class: "advice", role: "note"}, words, remedy)
  const refresh = () => {
    element.hidden = !model.advice
    words.textContent = model.advice
    remedy.textContent = model.remedy
  }
  model.on(["advice", "remedy"], refresh)
  return {element, refresh}
}

function toggle(model, {get, set, name}) {
  const input = make("input", {type: "checkbox", role: "switch", class: "switch", "aria-label": name ?? model.label})
  input.addEventListener("change", () => set(input.checked))
  return {element: input, refresh: () => { input.checked = get() }}
}

const BODIES = {
  number: number_body,
  integer: number_body,
  per_unit: per_unit_body,
  pair: pair_body,
  numbers: numbers_body,
  choice: choice_body,
  switch: switch_body,
  text: text_body,
  listing: listing_body,
}

function field(model, view) {
  const send = writer(model)
  const frame = make("div", {class: `field kind-${model.kind}`})
  const message = message_of(model, send)
  const advice = advice_of(model)
  const reset = reset_of(model, send)
  let parts = []
  const build = () => {
    const body = BODIES[model.kind](model, send)
    parts = body.parts
    frame.replaceChildren(...body.elements, message.element, advice.element, reset.element)
    frame.dataset.form = form_of(model)
  }
  const refresh = () => {
    frame.classList.toggle("wrong", Boolean(model.problem))
    for (const input of frame.querySelectorAll("input, select, button")) input.disabled = model.disabled
    for (const part of [...parts, message, advice, reset]) part.refresh()
  }
  build()
  refresh()
  model.on(["value", "listed", "start", "end", "options"], () => {
    if (frame.dataset.form !== form_of(model)) build()
    refresh()
  })
  model.on(["problem", "suggestion", "disabled"], refresh)
  return frame
}

// The inputs are made anew only when the value takes another form, so that what one drags stays in the hand.
function form_of(model) {
  if (!["number", "integer", "per_unit", "listing"].includes(model.kind)) return "one"
  return model.listed ? "listed" : Array.isArray(model.value) ? "range" : model.value == null ? "empty" : "one"
}

function head(model, ...right) {
  const on_off = right.find((element) => element?.classList.contains("switch") && model.optional)
  const rest = right.filter((element) => element !== on_off)
  const name = make("span", {class: "name"}, label_of(model), on_off)
  return make("div", {class: "head"}, name, make("span", {class: "right"}, ...rest.filter(Boolean)))
}

function unit_of(model) {
  return make("span", {class: "unit"}, model.unit)
}

function empty_switch(model, send) {
  if (!model.optional) return null
  return toggle(model, {
    name: `${model.label}: on or off`,
    get: () => model.value != null || Boolean(model.listed),
    set: (on) => send(on ? model.fallback : null),
  })
}

function number_body(model, send) {
  const on_off = empty_switch(model, send)
  if (model.listed) return listing_body(model, send)
  if (model.value == null) {
    return {elements: [head(model, make("span", {class: "none"}, "none"), on_off?.element)], parts: [on_off]}
  }
  const box = number_box(model, {get: () => model.value, set: (value) => send(value)})
  const parts = [box, on_off].filter(Boolean)
  const elements = [head(model, box.element, unit_of(model), on_off?.element)]
  if (model.end > model.start) {
    const track = slider(model, {
      thumbs: 1, get: () => [model.value],
      set: ([value]) => { box.element.value = digits(value); send(value) },
    })
    elements.push(track.element)
    parts.push(track)
  }
  return {elements, parts}
}

function per_unit_body(model, send) {
  const ranged = Array.isArray(model.value)
  if (model.listed || model.value == null) return number_body(model, send)
  const get = () => ranged ? model.value : [model.value]
  const set = (values) => {
    boxes.forEach((box, index) => { box.element.value = digits(values[index]) })
    send(ranged ? [...values] : values[0])
  }
  const boxes = get().map((_, index) => number_box(model, {
    name: `${model.label}${ranged ? index ? ", highest" : ", lowest" : ""}`,
    get: () => get()[index] ?? null,
    set: (value) => { const values = [...get()]; values[index] = value; send(ranged ? values : values[0]) },
  }))
  const track = slider(model, {thumbs: boxes.length, get, set})
  const on_off = empty_switch(model, send)
  const kind = make("button", {
    type: "button", class: "form",
    "aria-label": `${model.label}: ${ranged ? "a range, press for one value" : "one value, press for a range"}`,
    onclick: () => send(ranged ? middle(model) : around(model)),
  }, ranged ? "range" : "value")
  explain(kind, ranged ? "Each unit draws its own value from this range." : "All units have this value.")
  const dash = ranged ? make("span", {class: "dash"}, "–") : null
  const right = ranged ? [boxes[0].element, dash, boxes[1].element] : [boxes[0].element]
  return {
    elements: [head(model, ...right, unit_of(model), on_off?.element), make("div", {class: "below"}, track.element, kind)],
    parts: [...boxes, track, on_off].filter(Boolean),
  }
}

function middle(model) {
  const [low, high] = model.value
  return Number(((low + high) / 2).toPrecision(4))
}

function around(model) {
  const reach = (model.end - model.start) / 20
  const [low, high] = [Math.max(model.value - reach, Math.min(model.start, model.value)), model.value + reach]
  return [Number(low.toPrecision(4)), Number(high.toPrecision(4))]
}

function pair_body(model, send) {
  const boxes = ["x", "y"].map((name, index) => number_box(model, {
    name: `${model.label}, ${name}`,
    get: () => model.value[index],
    set: (value) => { const values = [...model.value]; values[index] = value ?? 0; send(values) },
  }))
  const [x, y] = boxes.map((box, index) => make("label", {class: "axis"}, "xy"[index], box.element))
  return {elements: [head(model, x, y, unit_of(model))], parts: boxes}
}

function numbers_body(model, send) {
  const text = () => (model.value ?? []).map((value) => digits(value)).join(", ")
  const input = make("input", {class: "text", "aria-label": model.label, placeholder: "none", spellcheck: "false"})
  input.addEventListener("change", () => {
    const words = input.value.split(/[\s,;]+/).filter(Boolean)
    const values = words.map(Number)
    if (values.some(Number.isNaN)) input.value = text()
    else send(values.length || !model.optional ? values : null)
  })
  const refresh = () => { if (input.getRootNode().activeElement !== input) input.value = text() }
  return {elements: [head(model, input, unit_of(model))], parts: [{refresh}]}
}

function choice_body(model, send) {
  const select = make("select", {"aria-label": model.label, onchange: () => send(select.value)})
  const refresh = () => {
    const known = [...select.options].map((option) => option.value).join()
    if (known !== model.options.map(([value]) => value).join()) {
      select.replaceChildren(...model.options.map(([value, label]) => make("option", {value}, label)))
    }
    select.value = model.value ?? ""
  }
  return {elements: [head(model, make("span", {class: "select"}, select))], parts: [{refresh}]}
}

function switch_body(model, send) {
  const on_off = toggle(model, {get: () => Boolean(model.value), set: (on) => send(on)})
  return {elements: [model.label ? head(model, on_off.element) : on_off.element], parts: [on_off]}
}

function text_body(model, send) {
  const input = make("input", {class: "text", "aria-label": model.label, spellcheck: "false"})
  input.addEventListener("change", () => send(input.value))
  const refresh = () => { if (input.getRootNode().activeElement !== input) input.value = model.value ?? "" }
  return {elements: [head(model, input)], parts: [{refresh}]}
}

function listing_body(model, send) {
  const described = make("span", {class: "none"}, model.listed || "none")
  const drop = model.listed && (model.optional || model.fallback != null)
    ? make("button", {type: "button", class: "form", onclick: () => send(model.optional ? null : model.fallback)}, "drop")
    : null
  return {elements: [head(model, described, drop)], parts: []}
}

// ---- what is no field: buttons, segments, files, the time

function button(model, _view, pressed = () => model.send_msg({clicked: true})) {
  const element = make("button", {
    type: "button", class: model.label ? "button" : "button bare", "aria-label": model.label || model.help,
    onclick: pressed,
  }, model.icon ? icon(model.icon) : null, model.label || null)
  explain(element, model.help)
  const refresh = () => { element.disabled = model.disabled }
  model.on("disabled", refresh)
  model.on("icon", () => element.querySelector("svg")?.replaceWith(icon(model.icon)))
  refresh()
  return element
}

function link(model) {
  const element = make("button", {type: "button", class: "link", onclick: () => model.send_msg({clicked: true})}, model.label)
  model.on("label", () => { element.textContent = model.label })
  return element
}

function segments(model) {
  const send = writer(model)
  const buttons = model.options.map(([value, label, mark]) => make("button", {
    type: "button", role: "radio", class: mark ? `mark ${mark}` : null, onclick: () => send(value),
  }, label))
  const refresh = () => model.options.forEach(([value], index) => {
    buttons[index].setAttribute("aria-checked", String(value === model.value))
  })
  model.on("value", refresh)
  refresh()
  return make("div", {class: "segments", role: "radiogroup", "aria-label": model.label}, ...buttons)
}

function menu(model) {
  const send = writer(model)
  const select = make("select", {"aria-label": model.label, onchange: () => send(select.value)})
  const refresh = () => {
    select.replaceChildren(...model.options.map(([value, label]) => make("option", {value}, label)))
    select.value = model.value ?? ""
  }
  explain(select, model.help)
  model.on(["value", "options"], refresh)
  refresh()
  return make("span", {class: "select menu"}, select)
}

function save(name, parts, type) {
  const address = URL.createObjectURL(new Blob(parts, {type}))
  make("a", {href: address, download: name}).click()
  setTimeout(() => URL.revokeObjectURL(address), 1000)
}

// ---- what opens below a button, in the top layer so that no panel cuts it off

function drop_down(anchor, panel, {right = false} = {}) {
  panel.setAttribute("popover", "auto")
  panel.classList.add("drop")
  panel.addEventListener("toggle", (event) => anchor.setAttribute("aria-expanded", String(event.newState === "open")))
  return () => {
    panel.showPopover()
    const box = anchor.getBoundingClientRect()
    const left = right ? box.right - panel.offsetWidth : box.left
    panel.style.left = `${Math.max(8, Math.min(left, innerWidth - panel.offsetWidth - 8))}px`
    panel.style.top = `${box.bottom + 4}px`
    panel.style.maxHeight = `${innerHeight - box.bottom - 16}px`
  }
}

function share(model) {
  const anchor = button(model)
  const address = make("input", {class: "text", readonly: true, "aria-label": "Link"})
  const panel = make("div", {class: "share-link"}, "The browser does not let a page copy. Copy this link yourself:", address)
  const open = drop_down(anchor, panel, {right: true})
  model.on("msg:custom", async ({code}) => {
    address.value = `${location.origin}${location.pathname}?c=${code}`
    try {
      await navigator.clipboard.writeText(address.value)
      model.send_msg({copied: true})
    } catch {
      open()
      address.select()
    }
  })
  return make("div", {}, anchor, panel)
}

// ---- the menu of presets: a drawing of the motion, a title and a sentence each

function drawing(paths) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg")
  svg.setAttribute("viewBox", "0 0 72 28")
  svg.setAttribute("class", "drawing")
  svg.setAttribute("aria-hidden", "true")
  svg.append(...paths.map((d) => {
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path")
    path.setAttribute("d", d)
    return path
  }))
  return svg
}

function gallery(model) {
  const send = writer(model)
  const title = make("span", {class: "title"})
  const anchor = make("button", {type: "button", class: "gallery", "aria-haspopup": "true", "aria-label": model.label, onclick: () => open()}, title)
  const panel = make("div", {class: "cards"})
  const show = drop_down(anchor, panel)
  const card = ([value, name, sentence, paths]) => make("button", {
    type: "button", class: "card", "data-value": value, "aria-pressed": String(value === model.value),
    onclick: () => { panel.hidePopover(); send(value) },
  }, drawing(paths), make("span", {}, make("b", {}, name), sentence))
  const open = () => {
    panel.replaceChildren(...model.options.filter(([, , sentence]) => sentence).map(card))
    show()
    panel.querySelector("[aria-pressed=true]")?.focus()
  }
  panel.addEventListener("keydown", (event) => {
    const cards = [...panel.children]
    const step = {ArrowDown: 1, ArrowUp: -1}[event.key]
    if (!step) return
    event.preventDefault()
    event.stopPropagation()
    const here = cards.indexOf(event.target.closest(".card"))
    cards[(here + step + cards.length) % cards.length].focus()
  })
  const refresh = () => { title.textContent = model.options.find(([value]) => value === model.value)?.[1] ?? "" }
  explain(anchor, model.help)
  model.on(["value", "options"], refresh)
  refresh()
  return make("div", {}, anchor, panel)
}

// ---- snapshots: press to keep or to go back, with shift to keep anew; so do the keys 1, 2 and 3, as b is for both traces

function snapshots(model) {
  const press = (letter, keep) => model.send_msg({letter, keep})
  const entry = (letter) => model.options.find(([name]) => name === letter)
  const buttons = model.options.map(([letter]) => {
    const made = make("button", {type: "button", class: "button letter", onclick: (event) => press(letter, event.shiftKey)}, letter)
    explain(made, () => entry(letter)[3])
    return made
  })
  const refresh = () => model.options.forEach(([letter, kept, current, words], index) => {
    buttons[index].classList.toggle("kept", kept)
    buttons[index].setAttribute("aria-pressed", String(current))
    buttons[index].setAttribute("aria-label", `Snapshot ${letter}: ${words}`)
  })
  document.addEventListener("keydown", (event) => {
    const typing = event.composedPath()[0]?.closest?.("input:not([type=range], [type=checkbox]), select, textarea")
    const letter = {Digit1: "A", Digit2: "B", Digit3: "C"}[event.code]
    if (typing || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || event.repeat) return
    if (entry(letter)) press(letter, event.shiftKey)
  })
  model.on("options", refresh)
  refresh()
  return make("div", {class: "letters", role: "group", "aria-label": model.label}, ...buttons)
}

// ---- the menu of what can be taken away; pictures are drawn here, as they stand on the page

function figures() {
  const found = Bokeh.index.query((view) => view.model.type === "Figure" && view.model.name && view.el.offsetWidth > 0)
  return [...found].sort((one, other) => one.model.name.localeCompare(other.model.name))
}

async function save_picture(view, form) {
  const panel = getComputedStyle(document.documentElement).getPropertyValue("--ds-panel")
  const layer = view.export(form)
  const name = `driftscope-${view.model.name}.${form}`
  if (form === "svg") {
    const text = await (await layer.to_blob()).text()
    save(name, [text.replace(/<svg[^>]*>/, (svg) => `${svg}<rect width="100%" height="100%" fill="${panel}"/>`)], "image/svg+xml")
    return
  }
  const canvas = make("canvas", {width: layer.canvas.width, height: layer.canvas.height})
  const context = canvas.getContext("2d")
  context.fillStyle = panel
  context.fillRect(0, 0, canvas.width, canvas.height)
  context.drawImage(layer.canvas, 0, 0)
  canvas.toBlob((blob) => save(name, [blob], "image/png"))
}

function takeaway(model) {
  const anchor = button(model, null, () => open())
  const panel = make("div", {class: "takeaway"})
  const show = drop_down(anchor, panel, {right: true})
  const choose = (value) => { panel.hidePopover(); model.send_msg({take: value}) }
  const row = (label, choices) => make("div", {class: "row"}, make("span", {}, label), ...choices)
  const choice = (label, name, onclick) => make("button", {type: "button", class: "choice", "aria-label": name, onclick}, label)
  const pictures = () => figures().map((view) => row(heading_of(view), ["png", "svg"].map((form) =>
    choice(form.toUpperCase(), `${heading_of(view)} as ${form.toUpperCase()}`, () => { panel.hidePopover(); save_picture(view, form) }))))
  const open = () => {
    panel.replaceChildren(
      ...model.options.flatMap(([heading, choices, words]) => [
        row(heading, choices.map(([value, label]) => choice(label, `${heading}: ${label}`, () => choose(value)))),
        words ? make("p", {}, words) : null,
      ]).filter(Boolean),
      make("h3", {}, "Pictures"), ...pictures(),
    )
    show()
  }
  let parts = []
  model.on("msg:custom", ({name, text, last}) => {
    parts.push(text)
    if (!last) return
    save(name, parts, "text/plain")
    parts = []
  })
  return make("div", {}, anchor, panel)
}

function heading_of(view) {
  const name = view.model.name
  return name.charAt(0).toUpperCase() + name.slice(1).replaceAll("-", " ")
}

// ---- files that are chosen, or dropped anywhere onto the page

function upload(model) {
  const send = async (file) => {
    if (!file) return
    const too_large = file.size > MOST_FILE_BYTES
    model.send_msg({name: file.name, size: file.size, text: too_large ? "" : await file.text()})
  }
  const input = make("input", {type: "file", accept: ".yaml,.yml,.json,.toml", "aria-label": model.label || model.help})
  input.addEventListener("change", async () => { await send(input.files[0]); input.value = "" })
  const element = make("label", {class: model.label ? "button" : "button bare"}, icon(model.icon), model.label || null, input)
  explain(element, model.help)
  take_drops(send)
  return element
}

function take_drops(send) {
  const target = make("div", {class: "ds-drop-target", hidden: true}, "Drop a configuration here to open it: YAML, JSON or TOML")
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
  on("drop", (event) => { target.hidden = true; send(event.dataTransfer.files[0]) })
}

function track(model) {
  const send = writer(model)
  const bar = slider(model, {thumbs: 1, get: () => [model.value], set: ([value]) => send(value)})
  const box = number_box(model, {get: () => model.value, set: (value) => send(value ?? 0)})
  const refresh = () => { bar.refresh(); box.refresh() }
  model.on(["value", "start", "end", "step"], refresh)
  refresh()
  return make("div", {class: "track"}, label_of(model), bar.element, box.element, unit_of(model))
}

// ---- playing: the browser asks for the next moment as soon as it has drawn the last one, so that none queue up

function play(model) {
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
    model.send_msg({seconds: Math.min((now - before) / 1000, 0.25)})
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

// ---- keys: which ones are pressed, but not while one types or where they mean something else

const TYPING = "input:not([type=range], [type=checkbox], [type=file]), select, textarea, [contenteditable=true]"
const PRESSED = "button, summary, a, label, [type=checkbox], [type=file], [role=tab]"

function means_something_else(event) {
  const target = event.composedPath()[0]
  if (event.defaultPrevented || event.altKey || !target.closest) return true
  if (target.closest(TYPING)) return true
  if (target.matches("input[type=range]")) return event.key.startsWith("Arrow")
  return Boolean(target.closest(PRESSED)) && (event.key === " " || event.key === "Enter")
}

function name_of_key(event) {
  const control = event.ctrlKey || event.metaKey
  const letter = event.key.length === 1
  const key = letter ? event.key.toLowerCase() : event.key
  return `${control ? "ctrl+" : ""}${event.shiftKey && (control || !letter) ? "shift+" : ""}${key}`
}

function shortcuts(model) {
  const [handled, groups] = model.options
  const line = ([keys, words]) => make("li", {}, make("span", {}, ...keys.split(" ").map((key) => make("kbd", {}, key))), words)
  const close = make("button", {type: "button", class: "button bare", "aria-label": "Close", onclick: () => list.close()}, icon("remove"))
  const list = make("dialog", {class: "shortcuts", "aria-label": "Keys and gestures"},
    make("header", {}, make("h2", {}, "Keys and gestures"), close),
    make("div", {class: "columns"}, ...groups.map(([group, lines]) => make("section", {}, make("h3", {}, group), make("ul", {}, ...lines.map(line))))))
  list.addEventListener("click", (event) => { if (event.target === list) list.close() })
  const toggle_list = () => list.open ? list.close() : list.showModal()
  document.addEventListener("keydown", (event) => {
    if (means_something_else(event)) return
    const key = name_of_key(event)
    if (key === "?") toggle_list()
    else if (list.open || !handled.includes(key)) return
    else model.send_msg({key})
    event.preventDefault()
  })
  document.addEventListener("wheel", (event) => {
    if (!event.shiftKey || !event.composedPath().some((part) => part.classList?.contains("ds-view-traces"))) return
    event.preventDefault()
    event.stopPropagation()
    model.send_msg({gain: Math.exp(-(event.deltaY || event.deltaX) / 450)})
  }, {capture: true, passive: false})
  const element = make("button", {type: "button", class: "button bare", "aria-label": model.help, onclick: toggle_list}, "?")
  explain(element, model.help)
  return make("div", {}, element, list)
}

function note(model) {
  const element = make("div", {class: "message", role: "alert"})
  const refresh = () => { element.textContent = model.problem; element.hidden = !model.problem }
  model.on("problem", refresh)
  refresh()
  return element
}

function words(model) {
  const element = make("p", {class: "words", role: "status"})
  const refresh = () => { element.textContent = element.title = model.label }
  model.on("label", refresh)
  refresh()
  return element
}

// A number with buttons for the next and the previous one; it can be given back when it is someone's own choice.
function stepper(model) {
  const send = writer(model)
  const within = (value) => Math.min(Math.max(value, model.start), model.end)
  const step = (direction) => () => send(Number(within((model.value ?? 0) + direction * model.step).toPrecision(10)))
  const box = number_box(model, {
    get: () => model.value,
    set: (value) => { if (value !== null || model.optional) send(value === null ? null : within(value)) },
  })
  const arrow = (name, direction) => make("button", {
    type: "button", class: "button bare", "aria-label": `${model.label}: ${direction < 0 ? "lower" : "higher"}`, onclick: step(direction),
  }, icon(name))
  const [lower, higher] = [arrow("left", -1), arrow("right", 1)]
  const drop = make("button", {
    type: "button", class: "button bare", "aria-label": `${model.label}: no longer this one`, onclick: () => send(null),
  }, icon("remove"))
  const unit = unit_of(model)
  const of_many = model.unit.startsWith("of ")
  unit.classList.toggle("of", of_many)
  const refresh = () => {
    box.refresh()
    unit.textContent = model.unit
    drop.hidden = !model.optional
    box.element.disabled = model.disabled
    lower.disabled = model.disabled || model.value <= model.start
    higher.disabled = model.disabled || model.value >= model.end
  }
  model.on(["value", "unit", "start", "end", "optional", "disabled"], refresh)
  refresh()
  return make("div", {class: of_many ? "stepper" : "stepper short"}, label_of(model), lower, box.element, higher, unit, drop)
}

function legend(model) {
  const marks = () => model.options.map(([colours, label]) => {
    const mark = make("i")
    mark.style.background = colours.length > 1 ? `linear-gradient(to right, ${colours.join()})` : colours[0]
    return make("span", {}, mark, label)
  })
  const element = make("div", {class: "legend"}, ...marks())
  model.on("options", () => element.replaceChildren(...marks()))
  return element
}

const SHAPES = {shortcuts, play, stepper, words, share, legend, link, button, segments, menu, takeaway, gallery, snapshots, upload, track, note}

function render_control({model, view}) {
  view.shadow_el.adoptedStyleSheets = [sheet]
  return (SHAPES[model.kind] ?? field)(model, view)
}

// ---- notices and the page itself

function render_notices({model, view}) {
  view.shadow_el.adoptedStyleSheets = [sheet]
  const list = make("div", {class: "notices"})
  const show = ({words, tone}) => {
    const close = make("button", {type: "button", class: "button bare", "aria-label": "Close", onclick: () => notice.remove()}, icon("remove"))
    const notice = make("div", {class: `notice ${tone}`, role: tone === "error" ? "alert" : "status"}, make("span", {}, words), close)
    list.append(notice)
    setTimeout(() => notice.remove(), tone === "error" ? 12000 : 4000)
  }
  model.on("msg:custom", show)
  if (model.first) show({words: model.first, tone: "error"})
  return list
}

// ---- a lost connection: said in words, and when the server is back the page opens again as it was

const LOST = "The connection is lost. Your configuration is kept: the page continues as soon as the server answers."
const LOST_TOO_LONG = "The connection is lost. This configuration is too long to be kept: the page begins anew as soon as the server answers."

function mind_connection(model) {
  const words = make("p", {})
  const cover = make("div", {class: "ds-lost", role: "alert", hidden: true}, words)
  document.body.append(cover)
  let lost = false, gone = false
  const reopen = () => { location.replace(`${location.pathname}${model.shared ? `?c=${model.shared}` : location.search}`) }
  const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds))
  const watch = async () => {
    await pause(400)
    if (!lost) return
    words.textContent = model.shared ? LOST : LOST_TOO_LONG
    cover.hidden = false
    while (lost) {
      const answers = await fetch("healthz", {cache: "no-store"}).then((answer) => answer.ok, () => false)
      if (answers && gone) return reopen()
      gone ||= !answers
      await pause(answers ? 2000 : 500)
      if (answers && lost) return reopen()
    }
  }
  const page = Bokeh.documents[0]
  page.on_event("connection_lost", () => { if (!lost) { lost = true; watch() } })
  page.on_event("client_reconnected", () => {
    if (gone) return
    lost = false
    cover.hidden = true
  })
}

function render_page({model}) {
  const status = document.querySelector(".ds-status")
  const summary = document.querySelector(".ds-summary")
  const refresh = () => { status.textContent = model.status; status.dataset.word = model.status }
  const describe = () => { summary.textContent = model.summary }
  const paint = () => {
    if (model.dark == null) return
    document.documentElement.dataset.theme = model.dark ? "dark" : "light"
    document.cookie = `driftscope-theme=${model.dark ? "dark" : "light"}; path=/; max-age=31536000; SameSite=Lax`
  }
  model.on("status", refresh)
  model.on("summary", describe)
  model.on("dark", paint)
  if (model.dark == null) {
    const tell = () => { model.dark = document.documentElement.dataset.theme === "dark" }
    if (Bokeh.documents[0].is_idle) tell()
    else Bokeh.documents[0].idle.connect(tell)
  }
  refresh()
  describe()
  paint()
  mind_connection(model)
  for (const reset of document.querySelectorAll(".group .reset")) {
    reset.append(icon("reset"))
    reset.addEventListener("click", (event) => { event.preventDefault(); model.send_msg({reset: reset.dataset.group}) })
    const refresh_reset = () => { reset.hidden = !model.changed.includes(reset.dataset.group) }
    model.on("changed", refresh_reset)
    refresh_reset()
  }
  return make("span", {hidden: true})
}

// The tabs stand in the page itself, where keyboard and screen reader find tabs and panels together.
function render_tabs({model}) {
  const section = document.querySelector(".tabs")
  const tabs = [...section.querySelectorAll("[role=tab]")]
  const fold = section.querySelector(".fold")
  let latest = model.value || tabs[0].dataset.tab
  const refresh = () => {
    const open = model.value
    latest = open || latest
    section.dataset.open = open
    for (const tab of tabs) {
      tab.setAttribute("aria-selected", String(tab.dataset.tab === open))
      tab.tabIndex = tab.dataset.tab === latest ? 0 : -1
    }
    for (const panel of section.querySelectorAll("[role=tabpanel]")) panel.hidden = panel.id !== `panel-${open}`
    for (const tools of section.querySelectorAll("[data-tabs]")) tools.hidden = !tools.dataset.tabs.split(" ").includes(open || "-")
    fold.setAttribute("aria-expanded", String(open !== ""))
    fold.setAttribute("aria-label", open === "" ? "Unfold this panel" : "Fold this panel")
  }
  const choose = (name) => { model.value = name; refresh() }
  const keys = {
    ArrowRight: (at) => at + 1, ArrowLeft: (at) => at - 1, Home: () => 0, End: () => tabs.length - 1,
  }
  tabs.forEach((tab, at) => {
    tab.addEventListener("click", () => choose(tab.dataset.tab))
    tab.addEventListener("keydown", (event) => {
      if (!(event.key in keys)) return
      event.preventDefault()
      event.stopPropagation()
      const next = tabs[(keys[event.key](at) + tabs.length) % tabs.length]
      next.focus()
      choose(next.dataset.tab)
    })
  })
  fold.addEventListener("click", () => choose(model.value === "" ? latest : ""))
  model.on("value", refresh)
  refresh()
  return make("span", {hidden: true})
}

export default {
  TabLink: {render: render_tabs},
  Control: {render: render_control},
  Notices: {render: render_notices},
  PageLink: {render: render_page},
}
