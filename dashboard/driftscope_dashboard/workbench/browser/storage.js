// What this tab keeps by itself, so that it is there after a reload or when the server begins anew: the configurations
// that can be undone or redone, and the snapshots; each one as a text under its digest, and an index of them.

import {make} from "./dom.js"

const PREFIX = `driftscope ${location.pathname} `
const INDEX = `${PREFIX}index`
const MOST_SENT = 4e6

const name_of = (digest) => `${PREFIX}config ${digest}`

function stored_index() {
  try { return JSON.parse(sessionStorage.getItem(INDEX)) } catch { return null }
}

export function stored_config(digest) {
  try { return sessionStorage.getItem(name_of(digest)) } catch { return null }
}

const digests_of = ({past, now, future, snapshots}) => new Set([...past, now, ...future, ...Object.values(snapshots)])

function drop_unused(index) {
  const used = new Set([...digests_of(index)].map(name_of))
  for (const name of Object.keys(sessionStorage)) {
    if (name.startsWith(`${PREFIX}config `) && !used.has(name)) sessionStorage.removeItem(name)
  }
}

function try_to_write(texts, index) {
  const missing = [...digests_of(index)].filter((digest) => stored_config(digest) === null)
  if (missing.some((digest) => !(digest in texts))) throw new Error("a text is missing")
  for (const digest of missing) sessionStorage.setItem(name_of(digest), texts[digest])
  sessionStorage.setItem(INDEX, JSON.stringify(index))
}

// The oldest steps make room for newer ones, all steps for the snapshots, and these for what is seen now.
function write(texts, wanted) {
  const index = {...wanted, snapshots: {...wanted.snapshots}}
  for (;;) {
    drop_unused(index)
    try {
      try_to_write(texts, index)
      return index
    } catch {
      if (index.past.length) index.past = index.past.slice(Math.ceil(index.past.length / 4))
      else if (index.future.length) index.future = []
      else if (Object.keys(index.snapshots).length) delete index.snapshots[Object.keys(index.snapshots).at(-1)]
      else return null
    }
  }
}

function read() {
  const index = stored_index()
  if (!index) return null
  const texts = {}
  let size = 0
  const order = [index.now, ...Object.values(index.snapshots), ...index.past.toReversed(), ...index.future]
  for (const digest of order) {
    const text = stored_config(digest)
    if (text === null || digest in texts) continue
    if ((size += text.length) > MOST_SENT) break
    texts[digest] = text
  }
  return {texts, index}
}

export function storage(model) {
  model.on("msg:custom", ({texts, index}) => {
    let kept = null
    try { kept = write(texts, index) } catch { kept = null }
    model.send_aside({
      stored: kept !== null, now: kept?.now ?? "", letters: Object.keys(kept?.snapshots ?? {}),
      past: kept?.past.length ?? 0, asked: index.past.length, digests: kept ? [...digests_of(kept)] : [],
    })
  })
  let found = null
  try { found = read() } catch { found = null }
  model.send_msg({restore: found, open: new URLSearchParams(location.search).has("kept")})
  return make("span", {hidden: true})
}
