// The tabs stand in the page itself, where keyboard and screen reader find tabs and panels together.

import {make} from "./dom.js"

export function tabs(model) {
  const section = document.querySelector(".tabs")
  const tabs_here = [...section.querySelectorAll("[role=tab]")]
  const fold = section.querySelector(".fold")
  let latest = model.value || tabs_here[0].dataset.tab
  const offered = () => tabs_here.filter((tab) => !model.hidden.includes(tab.dataset.tab))
  const refresh = () => {
    const open = model.value
    latest = open || latest
    section.dataset.open = open
    for (const tab of tabs_here) {
      tab.hidden = model.hidden.includes(tab.dataset.tab)
      tab.setAttribute("aria-selected", String(tab.dataset.tab === open))
      tab.tabIndex = tab.dataset.tab === latest ? 0 : -1
    }
    for (const panel of section.querySelectorAll("[role=tabpanel]")) panel.hidden = panel.id !== `panel-${open}`
    for (const tools of section.querySelectorAll("[data-tabs]")) tools.hidden = !tools.dataset.tabs.split(" ").includes(open || "-")
    fold.setAttribute("aria-expanded", String(open !== ""))
    fold.setAttribute("aria-label", open === "" ? "Unfold this panel" : "Fold this panel")
  }
  const choose = (name) => { model.value = name; refresh() }
  const keys = {
    ArrowRight: (at) => at + 1, ArrowLeft: (at) => at - 1, Home: () => 0, End: () => -1,
  }
  tabs_here.forEach((tab) => {
    tab.addEventListener("click", () => choose(tab.dataset.tab))
    tab.addEventListener("keydown", (event) => {
      if (!(event.key in keys)) return
      event.preventDefault()
      event.stopPropagation()
      const all = offered()
      const next = all[(keys[event.key](all.indexOf(tab)) + all.length) % all.length]
      next.focus()
      choose(next.dataset.tab)
    })
  })
  fold.addEventListener("click", () => choose(model.value === "" ? latest : ""))
  model.on(["value", "hidden"], refresh)
  refresh()
  return make("span", {hidden: true})
}
