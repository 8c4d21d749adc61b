// What opens below a button, in the top layer so that no panel cuts it off.

export const dropped = new Set()

export function drop_down(anchor, panel, {right = false} = {}) {
  panel.setAttribute("popover", "auto")
  panel.addEventListener("beforetoggle", (event) => dropped[event.newState === "open" ? "add" : "delete"](panel))
  panel.setAttribute("role", "dialog")
  panel.setAttribute("aria-label", anchor.getAttribute("aria-label"))
  anchor.setAttribute("aria-expanded", "false")
  panel.classList.add("drop")
  panel.addEventListener("toggle", (event) => anchor.setAttribute("aria-expanded", String(event.newState === "open")))
  return () => {
    if (!panel.matches(":popover-open")) panel.showPopover()
    const box = anchor.getBoundingClientRect()
    const left = right ? box.right - panel.offsetWidth : box.left
    panel.style.left = `${Math.max(8, Math.min(left, innerWidth - panel.offsetWidth - 8))}px`
    const [above, below] = [box.top - 16, innerHeight - box.bottom - 16]
    const upwards = panel.scrollHeight > below && above > below
    panel.style.maxHeight = `${upwards ? above : below}px`
    panel.style.top = `${upwards ? box.top - 4 - panel.offsetHeight : box.bottom + 4}px`
  }
}
