// A page of a class: it asks where everyone is and what is held back, and tells what was answered. Nothing personal is told.

const REST_MS = 2000
const CODE = new URLSearchParams(location.search).get("class")

export async function ask_class(address, told) {
  try {
    const how = told ? {method: "POST", headers: {"Content-Type": "application/json"}, body: JSON.stringify(told)} : {}
    const answer = await fetch(address, how)
    return {ok: answer.ok, status: answer.status, data: await answer.json()}
  } catch {
    return {ok: false, status: 0, data: null}
  }
}

// One random number for this page in this tab; it says nothing about who sits there.
function page_number() {
  const name = "driftscope class page"
  const known = sessionStorage.getItem(name)
  if (known) return known
  const made = [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("")
  sessionStorage.setItem(name, made)
  return made
}

export function attend(model) {
  if (!CODE || !/^[A-Za-z]{4}$/.test(CODE)) return {tell: () => {}}
  const page = page_number()
  let moved = null, hold, seed = 0
  const ask = async () => {
    const {ok, data} = await ask_class(`class/${CODE}?page=${page}`)
    if (ok && model.card.id) {
      if (data.hold !== hold) model.send_msg({hold: data.hold})
      if (data.moved && data.moved !== moved) model.send_msg({enter: data.step})
      if (data.seed !== seed) model.send_msg({seed: data.seed})
      hold = data.hold
      seed = data.seed
      moved = data.moved
    }
    setTimeout(ask, REST_MS)
  }
  ask()
  const tell = ({number, given, ask: question}) => {
    const counted = ["choice", "number", "order", "place"].includes(question?.kind) ? given : null
    if (question) ask_class(`class/${CODE}`, {page, step: number, given: counted})
  }
  return {tell}
}
