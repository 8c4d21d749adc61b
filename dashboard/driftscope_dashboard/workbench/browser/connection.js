// A lost connection: said in words, and when the server is back the page opens again as it was.

import {is_kept, reopen} from "./address.js"
import {make} from "./dom.js"

const LOST = "Connection lost. Your configuration is safe: the page continues as soon as the server responds."
const LOST_TOO_LONG = "Connection lost. This configuration is too large to keep: the page starts over as soon as the server responds."

export function mind_connection() {
  const words = make("p", {})
  const cover = make("div", {class: "ds-lost", role: "alert", hidden: true}, words)
  document.body.append(cover)
  let lost = false, gone = false
  const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds))
  const watch = async () => {
    await pause(400)
    if (!lost) return
    words.textContent = is_kept() ? LOST : LOST_TOO_LONG
    cover.hidden = false
    while (lost) {
      const answers = await fetch("healthz", {cache: "no-store"}).then((answer) => answer.ok, () => false)
      if (answers && gone) return reopen()
      gone ||= !answers
      await pause(answers ? 2000 : 500)
      if (answers && lost) return reopen()
    }
  }
  const page = Bokeh.documents[0]
  page.on_event("connection_lost", () => { if (!lost) { lost = true; watch() } })
  page.on_event("client_reconnected", () => {
    if (gone) return
    lost = false
    cover.hidden = true
  })
}
