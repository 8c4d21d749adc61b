// How far one is in each lesson: in this browser's storage only, and gone with it.

const name_of = (id) => `driftscope lesson ${id}`

export function kept_of(id) {
  try {
    return JSON.parse(localStorage.getItem(name_of(id)))
  } catch {
    return null
  }
}

export function keep({id, number, steps, answers, seen, finished = false}) {
  try {
    localStorage.setItem(name_of(id), JSON.stringify({step: number, steps, answers, shown: seen, finished}))
  } catch {
    // No storage: the step still stands in the address.
  }
}

export function forget(id) {
  try {
    localStorage.removeItem(name_of(id))
  } catch {
    // There is nothing to forget.
  }
}
