// The page: every place that the HTML has for a node gets what is drawn for it; figures go where their pictures are.

import {make} from "./dom.js"
import {lesson} from "./lesson.js"
import {learn} from "./learn.js"
import {mind_crossings} from "./crossings.js"
import {enlarged} from "./enlarge.js"
import {mind_frame} from "./frame.js"
import {mind_hover} from "./hover.js"
import {hovercards} from "./hover_cards.js"
import {mind_pictures} from "./picture_gestures.js"
import {node_of, outbox_of} from "./store.js"
import {mind_presenting, presenter} from "./present.js"
import {row, stack} from "./stacks.js"
import {field} from "./field.js"
import {button, hint, legend, link, menu, note, press, segments, stepper, track, words} from "./buttons.js"
import {shanks} from "./shanks.js"
import {scatterhover} from "./scatter_hover.js"
import {tracehover} from "./trace_hover.js"
import {unitdrag} from "./unit_drag.js"
import {choice} from "./choices.js"
import {steps} from "./steps.js"
import {share} from "./share.js"
import {gallery} from "./presets.js"
import {adder, motion} from "./motions.js"
import {snapshots} from "./snapshots.js"
import {download} from "./download.js"
import {generate} from "./generate.js"
import {bounds, counsel, table, unitcard} from "./library.js"
import {upload} from "./files.js"
import {result} from "./results.js"
import {play} from "./playing.js"
import {shortcuts} from "./keys.js"
import {freehand} from "./freehand.js"
import {notices} from "./notices.js"
import {page} from "./page.js"
import {facts} from "./facts.js"
import {unittable} from "./unit_table.js"
import {tabs} from "./tabs.js"
import {address} from "./address.js"
import {storage} from "./storage.js"
import {mind_gestures} from "./gestures.js"
import {sentence, unitname} from "./sentence.js"
import {write_style_sheets_once} from "./style_sheets.js"

const SHAPES = {
  lesson, learn,
  motion, adder, press, shortcuts, play, stepper, words, hint, share, legend, link, button, segments, menu, download, generate,
  table, bounds, unitcard, counsel, gallery, snapshots, upload, result, track, note, freehand, notices, page, address, storage, tabs, sentence, unitname, shanks, hovercards, row, stack, card: stack,
  facts, unittable, presenter, enlarged,
  choice, steps, tracehover, scatterhover, unitdrag,
}

let store = null

write_style_sheets_once()

function started(model) {
  const usual = JSON.parse(model.usual), nodes = new Map(), elements = new Map(), places = new Map()
  const outbox = outbox_of((message) => crossings.aside(() => model.send_msg(message)))
  const crossings = mind_crossings(outbox)
  const element_of = (key) => {
    if (!elements.has(key)) elements.set(key, drawn(nodes.get(key)))
    return elements.get(key)
  }
  const drawn = (node, host = make("div", {})) => {
    host.node = node
    host.classList.add("node", `node-${node.kind}`, ...node.hook ? [`ds-${node.hook}`] : [])
    const show = () => { host.hidden = !node.visible }
    node.on("visible", show)
    show()
    if (node.kind === "picture") places.set(node.place, host)
    else host.append((SHAPES[node.kind] ?? field)(node, {element_of, outbox}))
    return host
  }
  const add = (described) => {
    for (const [key, values] of Object.entries(described)) {
      const known = nodes.get(key)
      if (known) known.patch({...usual, ...values})
      else nodes.set(key, node_of(key, values, usual, outbox))
    }
  }
  const drop_unused = () => {
    const used = new Set(), keep = (key) => { used.add(key); nodes.get(key)?.children?.forEach(keep) }
    kept.forEach(keep)
    for (const key of [...nodes.keys()].filter((one) => !used.has(one))) {
      nodes.delete(key)
      elements.delete(key)
    }
  }
  add(JSON.parse(model.nodes))
  const kept = new Set([...nodes.keys()].filter((key) => ![...nodes.values()].some((node) => node.children?.includes(key))))
  for (const host of document.querySelectorAll("[data-node]")) {
    const key = host.dataset.node
    elements.set(key, drawn(nodes.get(key), host))
  }
  model.on("msg:custom", ({"new": described = {}, patch = [], to = [], done}) => {
    if (done !== undefined) outbox.answered(done)
    add(described)
    for (const [key, values] of patch) nodes.get(key)?.patch(values)
    if (patch.some(([, values]) => values.children)) drop_unused()
    for (const [key, message] of to) nodes.get(key)?.hear(message)
    crossings.settle(done !== undefined)
  })
  mind_frame()
  mind_presenting()
  mind_gestures()
  mind_pictures()
  mind_hover()
  Bokeh.documents[0].on_event("client_reconnected", () => outbox.again())
  crossings.aside(() => model.send_msg({hello: true}))
  return {place: (figures) => figures.forEach((figure, place) => places.get(place)?.append(figure))}
}

export function render({model}) {
  store ??= started(model)
  store.place(model.get_child("figures"))
}
