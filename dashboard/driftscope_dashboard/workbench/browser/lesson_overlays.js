// What a reveal draws over pictures is told to whoever draws it.

const listeners = new Set()
let present = []

export function on_overlays(act) {
  listeners.add(act)
  act(present)
}

export function show_overlays(names) {
  present = names
  document.documentElement.dataset.overlays = names.join(" ")
  for (const act of listeners) act(names)
}
