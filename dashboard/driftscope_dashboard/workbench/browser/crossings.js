// What figures tell the server by themselves: the page is not ready before the server has dealt with it, and what was
// changed here and by the server at once is sent once more, because each has what the other sent. The server's word counts.

export function mind_crossings(outbox) {
  const ours = new Map(), crossed = new Map()
  let aside = false
  const key_of = ({model, attr}) => model && attr && `${model.id} ${attr}`
  Bokeh.documents[0].on_change((event) => {
    if (aside) return
    const key = key_of(event), mark = [event.model?.id, event.attr]
    if (key && event.sync) ours.set(key, mark)
    else if (key && ours.has(key)) crossed.set(key, mark)
    if (event.sync) outbox.ask()
  })
  return {
    // Do what is no change of a figure.
    aside: (act) => {
      aside = true
      try { act() } finally { aside = false }
    },
    settle: (answered) => {
      if (!answered || outbox.is_open()) return
      const found = [...crossed.values()]
      ours.clear()
      crossed.clear()
      outbox.cross(found)
    },
  }
}
