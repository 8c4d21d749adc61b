// Where fields are: what is invalid or implausible is counted in the heading of its group, and words lead to it.

export const fields = new Map()
const marks = new Map()

export function group_of(element) {
  let node = element
  while (node && !node.matches?.("details.group")) node = node.parentNode ?? node.host
  return node
}

export function mark(frame, model) {
  const marked = model.problem || model.advice
  if (marked) marks.set(frame, model)
  else if (!marks.delete(frame)) return
  requestAnimationFrame(count_marks)
}

export function count_marks() {
  for (const group of document.querySelectorAll("details.group")) {
    const here = [...marks].filter(([frame]) => frame.isConnected && group_of(frame) === group)
    const wrong = here.filter(([, model]) => model.problem).length
    const flag = group.querySelector(".flag")
    const counted = [[wrong, "invalid"], [here.length - wrong, "implausible"]].filter(([number]) => number)
    flag.hidden = here.length === 0
    flag.textContent = here.length
    flag.classList.toggle("wrong", wrong > 0)
    flag.title = `${counted.map(([number, word]) => `${number} ${word}`).join(", ")}: show`
    flag.setAttribute("aria-label", `${group.querySelector(".title").textContent}: ${flag.title}`)
    const first = here.find(([, model]) => model.problem) ?? here[0]
    flag.onclick = (event) => { event.preventDefault(); show_field(first[0]) }
  }
}

export async function show_field(frame) {
  group_of(frame).open = true
  const hidden = () => frame.getClientRects().length === 0
  const parts = (frame.dataset.path ?? "").split("-").slice(0, -1)
  if (hidden()) fields.get(`more-${parts.join("-") || "recording"}`)?.click()
  for (let turn = 0; hidden() && turn < 60; turn++) await new Promise(requestAnimationFrame)
  frame.scrollIntoView({block: "center"})
  frame.querySelector("input, select, button")?.focus({preventScroll: true})
}

// The field that words begin with, by its path or that of the part it belongs to.
export function field_named(words) {
  const [path] = words.match(/^[a-z_]+(\.\w+)*/) ?? [""]
  const names = path.split(".")
  for (; names.length; names.pop()) {
    const frame = fields.get(names.join("-"))
    if (frame?.isConnected) return frame
  }
}
