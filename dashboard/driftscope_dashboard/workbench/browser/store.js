// What the server says of each node, and what is told the server: at most one message is under way.

import {gesture} from "./gestures.js"

const same = (one, other) => one === other || JSON.stringify(one) === JSON.stringify(other)

// A node as the modules that draw see it: its fields, and on, send_msg; setting its value tells the server.
export function node_of(key, values, usual, outbox) {
  const listeners = []
  const fire = (names, message) => {
    for (const [wanted, act] of [...listeners]) if (names.some((name) => wanted.has(name))) act(message)
  }
  const own = {
    key,
    on: (names, act) => { listeners.push([new Set([names].flat()), act]) },
    send_msg: (message) => outbox.tell(key, message),
    send_aside: (message) => outbox.tell_aside(key, message),
    hear: (message) => fire(["msg:custom"], message),
    patch: (changes) => {
      const names = Object.keys(changes).filter((name) => !(name === "value" && outbox.has_set(key)))
      for (const name of names) values[name] = changes[name]
      if (names.length) fire(names)
    },
  }
  return new Proxy(own, {
    get: (target, name) => name in target ? target[name] : name in values ? values[name] : usual[name],
    set: (_, name, value) => {
      if (same(name in values ? values[name] : usual[name], value)) return true
      values[name] = value
      if (name === "value") outbox.set(key, value)
      fire([name])
      return true
    },
  })
}

// A newer value of a field takes the place of one that waits. What is told aside makes nobody wait for its answer.
export function outbox_of(send) {
  let changed = () => {}
  let number = 0, under_way = null, waiting = [], soon = false, crossed = []
  const flush = () => {
    soon = false
    if (under_way || !(waiting.length || crossed.length)) return
    under_way = {number: ++number, told: waiting, crossed}
    waiting = []
    crossed = []
    post(under_way)
  }
  const post = ({told, ...rest}) => send({...rest, told: told.map(({key, what, value, part_of}) => [key, what, value, part_of])})
  const add = (entry) => {
    waiting.push({...entry, part_of: gesture()})
    if (!soon) queueMicrotask(flush)
    soon = true
    changed()
  }
  return {
    watch: (act) => { changed = act },
    set: (key, value) => {
      const known = waiting.find((entry) => entry.what === "set" && entry.key === key && entry.part_of === gesture())
      if (known) known.value = value
      else add({key, what: "set", value})
    },
    tell: (key, value) => add({key, what: "message", value}),
    tell_aside: (key, value) => add({key, what: "message", value, aside: true}),
    // Ask for an answer to what figures told by themselves.
    ask: () => { if (!waiting.some(({what}) => what === "ask")) add({key: "", what: "ask", value: null}) },
    cross: (marks) => { if (marks.length) { crossed.push(...marks); add({key: "", what: "ask", value: null}) } },
    has_set: (key) => [...under_way?.told ?? [], ...waiting].some((entry) => entry.what === "set" && entry.key === key),
    is_open: () => [...under_way?.told ?? [], ...waiting].some(({aside}) => !aside),
    answered: (done) => {
      if (under_way?.number !== done) return
      under_way = null
      changed()
      if (waiting.length) queueMicrotask(flush)
    },
    // The connection was lost and is back: what was under way may never have arrived; told twice, it counts once.
    again: () => { if (under_way) post({...under_way, again: true}); else send({again: true}) },
  }
}
