import ast
import subprocess
import sys

import numpy as np
from driftscope.hybrid import HybridConfig
from driftscope_dashboard.actions.download import Download
from driftscope_dashboard.hybrid.downloads import TABLES, program
from driftscope_dashboard.kinds import HYBRID


def made_by(action, state, services):
    """Make an action as the hybrid page has it."""
    return next(one for one in HYBRID.actions if getattr(one, "func", one) is action)(state, services)


def test_tables_tell_every_unit(session):
    scene = session.simulation
    units = "".join(TABLES["units"](scene)).splitlines()
    assert len(units) == 1 + len(scene.locations_um)
    assert units[1].split(",")[1] == scene.origin.units[0].dataset
    motion = "".join(TABLES["motion"](scene)).splitlines()
    assert len(motion) == 1 + len(scene.motion.vectors_um)
    assert len(motion[0].split(",")) == 1 + 2 * len(scene.locations_um)
    first = np.array(motion[1].split(","), dtype=float)
    np.testing.assert_allclose(first[1:3], scene.motion.displacement_um(np.array([0]), np.array([0]))[0], rtol=1e-5)
    assert len("".join(TABLES["spikes"](scene)).splitlines()) == 1 + scene.spikes.all().sample_index.size


def test_the_program_makes_the_same_hybrid(small, tmp_path):
    text = program(small.replace({"source.duration_s": 1.0}))
    tree = ast.parse(text)
    assert tree
    file = tmp_path / "made.py"
    file.write_text(text + "\nprint('CONFIG', config.digest)\n", encoding="utf-8")
    done = subprocess.run([sys.executable, str(file)], capture_output=True, text=True, check=True)
    assert small.replace({"source.duration_s": 1.0}).digest in done.stdout


def test_what_is_taken_away_is_called_a_hybrid(state, services):
    made = made_by(Download, state, services)
    made.controls()
    sent = []
    made.menu.tell = sent.append
    for wanted in ("yaml", "driftscope", "units"):
        made.menu.hear({"take": wanted})
    assert [one["name"] for one in sent] == ["hybrid.yaml", "hybrid-driftscope.py", "hybrid-units.csv"]
    assert HybridConfig.from_text(sent[0]["text"], "yaml") == state.session.config
