// The address follows the page and holds all of it: a gesture that changes the configuration is an entry of the browser's
// history, a look changes the entry that is there. Back and forward bring the page as it was.

import {make} from "./dom.js"
import {stored_config} from "./storage.js"

const OURS = ["c", "preset", "kept"]
let model = null

export const is_short = () => Boolean(model?.shared)
export const is_kept = () => Boolean(model && (model.shared || stored_config(model.digest)))

// What is too long for an address is in the storage of this tab.
function address_of(node) {
  const others = [...new URLSearchParams(location.search)].filter(([name]) => !OURS.includes(name))
  const query = new URLSearchParams([node.shared ? ["c", node.shared] : ["kept", "tab"], ...others])
  return `${location.pathname}?${query}`
}

export function reopen() {
  location.replace(is_kept() ? address_of(model) : location.href)
}

export function address(node) {
  model = node
  let written = node.step
  const entry = () => ({code: node.shared, digest: node.digest})
  const follow = () => {
    const is_new = node.step !== written, before = history.state
    written = node.step
    if (before && before.code === node.shared && (node.shared || before.digest === node.digest)) return
    try {
      history[is_new ? "pushState" : "replaceState"](entry(), "", address_of(node))
    } catch {
      // Browsers refuse when there are too many in a short time: the next one is written.
    }
  }
  addEventListener("popstate", ({state}) => {
    if (!state) return
    const text = state.code ? null : stored_config(state.digest)
    node.send_msg({code: state.code, text})
  })
  history.replaceState(entry(), "")
  node.on(["shared", "step", "digest"], follow)
  return make("span", {hidden: true})
}
