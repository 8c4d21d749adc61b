// Whether the server has dealt with all that the page told it: what was just changed is not ready before it was begun.

let aside = false

// Send what nobody waits for, because it is sent again and again.
export function tell_aside(send) {
  aside = true
  try { send() } finally { aside = false }
}

// What was changed here and by the server at once: each then has what the other sent. The server's word counts.
function crossings() {
  const ours = new Map(), crossed = new Map()
  const key_of = ({model, attr}) => model && attr && `${model.id} ${attr}`
  return {
    note: (event) => {
      const key = key_of(event), mark = [event.model?.id, event.attr]
      if (!key) return
      if (event.sync) ours.set(key, mark)
      else if (ours.has(key)) crossed.set(key, mark)
    },
    taken: () => {
      const found = [...crossed.values()]
      ours.clear()
      crossed.clear()
      return found
    },
  }
}

export function mind_answers(model, changed) {
  let told = 0, answered = 0, asking = false
  const page = Bokeh.documents[0], crossing = crossings()
  const ask = () => tell_aside(() => model.send_msg({told}))
  page.on_change((event) => {
    if (aside) return
    crossing.note(event)
    if (!event.sync) return
    told++
    if (!asking) queueMicrotask(ask)
    asking = true
    changed()
  })
  page.on_event("client_reconnected", () => { if (asking) ask() })
  model.on("msg:custom", (message) => {
    answered = message.answered
    asking = answered < told
    if (asking) return ask()
    const crossed = crossing.taken()
    if (crossed.length) model.send_msg({crossed})
    changed()
  })
  return {open: () => answered < told}
}
