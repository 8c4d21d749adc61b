// The frame of the page: the form beside the pictures can be hidden; on a narrow page it is a drawer.

const NARROW = matchMedia("(max-width: 1100px)")
const root = document.documentElement

export const is_form_shown = () => root.dataset.form ? root.dataset.form === "shown" : !NARROW.matches

export function toggle_form() {
  root.dataset.form = is_form_shown() ? "hidden" : "shown"
  tell_form()
}

function tell_form() {
  document.querySelector(".ds-form-toggle").setAttribute("aria-expanded", String(is_form_shown()))
}

export function mind_frame() {
  document.querySelector(".ds-form-toggle").addEventListener("click", toggle_form)
  document.querySelector("main").addEventListener("pointerdown", () => {
    if (NARROW.matches && is_form_shown()) toggle_form()
  }, {capture: true})
  NARROW.addEventListener("change", () => { delete root.dataset.form; tell_form() })
  tell_form()
}
