// Which changes belong together: what is brought about from a press until the next one, or by a key held or repeated, is
// one gesture, and is undone at once.

const REPEATED_MS = 1000

let number = 0, last = {target: null, key: "", time: 0}

const next = () => { number += 1 }

export const gesture = () => number

function is_repeated(event) {
  const before = last
  last = {target: event.target, key: event.key, time: event.timeStamp}
  const same = before.target === event.target && before.key === event.key && event.key.startsWith("Arrow")
  return event.repeat || same && event.timeStamp - before.time < REPEATED_MS
}

// What was typed is told when another place is pressed: it is a gesture of its own.
const is_typed = (event) => event.target.matches?.("input:not([type=range]), select, textarea")

export function mind_gestures() {
  document.addEventListener("pointerdown", next, {capture: true})
  document.addEventListener("keydown", (event) => { if (!is_repeated(event)) next() }, {capture: true})
  document.addEventListener("change", (event) => { if (is_typed(event)) next() }, {capture: true})
  document.addEventListener("change", (event) => { if (is_typed(event)) next() })
}
