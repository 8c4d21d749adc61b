// The controls of the page, each in a file of its own. Plain DOM: a page has some sixty of them and should be usable at once.

import {sheet} from "../../../../browser/dom.js"
import {field} from "../../../../browser/field.js"
import {button, hint, legend, link, menu, note, press, segments, stepper, track, words} from "../../../../browser/buttons.js"
import {share} from "../../../../browser/share.js"
import {gallery} from "../../../../browser/presets.js"
import {adder, motion} from "../../../../browser/motions.js"
import {snapshots} from "../../../../browser/snapshots.js"
import {takeaway} from "../../../../browser/takeaway.js"
import {generate} from "../../../../browser/generate.js"
import {bounds, counsel, table, unitcard} from "../../../../browser/library.js"
import {upload} from "../../../../browser/files.js"
import {play} from "../../../../browser/playing.js"
import {shortcuts} from "../../../../browser/keys.js"
import {render_notices} from "../../../../browser/notices.js"
import {render_page} from "../../../../browser/page.js"
import {render_tabs} from "../../../../browser/tabs.js"

const SHAPES = {motion, adder, press, shortcuts, play, stepper, words, hint, share, legend, link, button, segments, menu, takeaway, generate, table, bounds, unitcard, counsel, gallery, snapshots, upload, track, note}

function render_control({model, view}) {
  view.shadow_el.adoptedStyleSheets = [sheet]
  return (SHAPES[model.kind] ?? field)(model, view)
}

export default {
  TabLink: {render: render_tabs},
  Control: {render: render_control},
  Notices: {render: render_notices},
  PageLink: {render: render_page},
}
