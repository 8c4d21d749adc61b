// Numbers as people write them: "10 min" in a field of seconds, 1e3, 30k, −20, 12 000.

const SECONDS = {us: 1e-6, ms: 1e-3, s: 1, sec: 1, second: 1, seconds: 1, min: 60, minute: 60, minutes: 60, h: 3600, hour: 3600, hours: 3600, d: 86400, day: 86400, days: 86400}
const METRES = {um: 1e-6, mm: 1e-3, cm: 1e-2, m: 1}
const VOLTS = {uV: 1e-6, mV: 1e-3, V: 1}
const HERTZ = {Hz: 1, kHz: 1e3, MHz: 1e6}
const FAMILIES = [SECONDS, METRES, VOLTS, HERTZ]
const THOUSANDS = {k: 1e3, M: 1e6}
const NUMBER = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*(.*)$/i
const CLOCK = /^(?:(\d+):)?(\d+):(\d{1,2}(?:\.\d+)?)$/

const ascii = (text) => text.normalize("NFKC").replace(/[\u2212\u2013]/g, "-").replace(/[µμ]/g, "u").trim()
const rounded = (value) => Number(value.toPrecision(12))

// The dot stands before decimals; a comma does where it cannot mean thousands.
function with_dot(text) {
  const joined = text.replace(/(\d)[\s_'’](?=\d{3}(?!\d))/g, "$1")
  if (/^[+-]?[1-9]\d{0,2}(,\d{3})+\.\d/.test(joined) || /^[+-]?[1-9]\d{0,2}(,\d{3}){2,}/.test(joined)) return joined.replaceAll(",", "")
  return joined.replace(",", ".")
}

const is_ambiguous = (text) => /^[+-]?[1-9]\d{0,2},\d{3}(?![\d.,])/.test(text)

// Returns {value}, null for an empty text; or {words, offer}: why it cannot be read, and what may be meant.
export function read_number(written, unit = "") {
  const text = ascii(written), own = ascii(unit)
  if (text === "") return {value: null}
  if (is_ambiguous(text)) {
    const [whole, rest] = text.split(",")
    return {words: `“${written}” is ambiguous: write ${whole}.${rest} or ${whole}${rest}.`, offer: Number(`${whole}${rest}`)}
  }
  const family = FAMILIES.find((one) => own in one)
  const clock = family === SECONDS && text.match(CLOCK)
  if (clock) return {value: rounded((Number(clock[1] ?? 0) * 3600 + Number(clock[2]) * 60 + Number(clock[3])) / SECONDS[own])}
  const [, digits, suffix] = with_dot(text).match(NUMBER) ?? []
  if (digits === undefined) return {words: `“${written}” is not a number.`}
  const factor = factor_of(suffix, own, family)
  if (factor === undefined) {
    const known = unit ? `give the number in ${unit}` : "give only the number"
    return {words: `Unknown unit “${suffix}”: ${known}.`, offer: Number(digits)}
  }
  const value = rounded(Number(digits) * factor)
  return Number.isFinite(value) ? {value} : {words: `“${written}” is too large.`}
}

function factor_of(suffix, own, family) {
  if (suffix === "" || suffix === own) return 1
  if (suffix in THOUSANDS) return THOUSANDS[suffix]
  const name = family === SECONDS ? suffix.toLowerCase() : suffix
  return family && name in family ? family[name] / family[own] : undefined
}
