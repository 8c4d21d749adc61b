// What the page says at its lower edge.

import {icon, make} from "./dom.js"
import {field_named, show_field} from "./marks.js"

export function notices(model) {
  const list = make("div", {class: "list"})
  const show = ({words, tone}) => {
    const close = make("button", {type: "button", class: "button bare", "aria-label": "Close", onclick: () => notice.remove()}, icon("remove"))
    const line = (text) => {
      const frame = field_named(text)
      return frame ? make("button", {type: "button", class: "to", onclick: () => show_field(frame)}, text) : make("span", {class: "line"}, text)
    }
    const notice = make("div", {class: `notice ${tone}`, role: tone === "error" ? "alert" : "status"},
      make("span", {}, ...words.split("\n").map(line)), close)
    list.append(notice)
    const leave = () => notice.matches(":hover, :focus-within") ? setTimeout(leave, 1000) : notice.remove()
    setTimeout(leave, tone === "error" ? 12000 : 4000)
  }
  model.on("msg:custom", show)
  if (model.first) show({words: model.first, tone: "error"})
  return list
}
