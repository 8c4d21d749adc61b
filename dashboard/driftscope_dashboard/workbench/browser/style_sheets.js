// The one place that touches what Bokeh keeps for itself, and only in versions where it was seen to be as described here.
//
// At every painting BokehJS writes the same rules into the style sheet of every part. Each such writing makes the browser
// work out the styles of the whole page again: 55 times for one change of the motion instead of 18. Only other rules are
// written here. In other versions nothing is touched, and the page is slower, not different.

const KNOWN = /^3\.(8|9)\./

export function write_style_sheets_once() {
  const {InlineStyleSheet} = Bokeh.require("core/dom")
  const write = InlineStyleSheet.prototype._update
  if (!KNOWN.test(Bokeh.version) || typeof write !== "function") return false
  InlineStyleSheet.prototype._update = function (css) { if (this.el.textContent !== css) write.call(this, css) }
  return true
}
