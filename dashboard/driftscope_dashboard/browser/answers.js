// Whether the server has dealt with all that the page told it: what was just changed is not ready before it was begun.

let aside = false

// Send what nobody waits for, because it is sent again and again.
export function tell_aside(send) {
  aside = true
  try { send() } finally { aside = false }
}

export function mind_answers(model, changed) {
  let told = 0, answered = 0, asking = false
  const page = Bokeh.documents[0]
  const ask = () => tell_aside(() => model.send_msg({told}))
  page.on_change((event) => {
    if (!event.sync || aside) return
    told++
    if (!asking) queueMicrotask(ask)
    asking = true
    changed()
  })
  page.on_event("client_reconnected", () => { if (asking) ask() })
  model.on("msg:custom", (message) => {
    answered = message.answered
    asking = answered < told
    if (asking) ask()
    changed()
  })
  return {open: () => answered < told}
}
