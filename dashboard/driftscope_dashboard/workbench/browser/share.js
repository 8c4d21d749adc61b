// A link to the page, copied.

import {make} from "./dom.js"
import {button} from "./buttons.js"
import {drop_down} from "./dropdown.js"

export function share(model) {
  const anchor = button(model)
  const address = make("input", {class: "text", readonly: true, "aria-label": "Link"})
  const panel = make("div", {class: "share-link"}, "The browser blocked copying. Copy this link by hand:", address)
  const open = drop_down(anchor, panel, {right: true})
  model.on("msg:custom", async ({code}) => {
    address.value = `${location.origin}${location.pathname}?c=${code}`
    try {
      await navigator.clipboard.writeText(address.value)
      model.send_msg({copied: true})
    } catch {
      open()
      address.select()
    }
  })
  return make("div", {}, anchor, panel)
}
