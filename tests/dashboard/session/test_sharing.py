import json
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode

import numpy as np
import pytest
from driftscope import SimulationConfig
from driftscope.presets import PRESETS
from driftscope.probe import LinearProbe, build_probe
from driftscope_dashboard.session.selection import LONGEST_WINDOW_S, SHORTEST_WINDOW_S, Selection
from driftscope_dashboard.session.sharing import MOST_BYTES, LinkError, Look, Shared, decode, encode, portable
from hypothesis import given
from hypothesis import strategies as st

LOOKS = st.builds(
    Look,
    time_s=st.floats(0, 604_800),
    window_s=st.floats(SHORTEST_WINDOW_S, LONGEST_WINDOW_S),
    mode=st.sampled_from(["static", "drifting", "side by side", "overlaid", "difference"]),
    style=st.sampled_from(["lines", "heatmap"]),
    depth_um=st.none() | st.floats(-1e6, 1e6),
    gain=st.floats(1e-3, 1e3),
    units=st.lists(st.integers(0, 200), max_size=20).map(tuple),
    depths_um=st.none() | st.tuples(st.floats(-1e6, 0), st.floats(0, 1e6)),
)


def packed(data):
    return "1-" + urlsafe_b64encode(zlib.compress(json.dumps(data).encode())).decode().rstrip("=")


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_comes_back_from_a_link_of_a_mail_s_length(name):
    shared = Shared(PRESETS[name].config, Look(time_s=12.5))
    text = encode(shared)
    assert decode(text) == shared
    assert len(text) < 1_500


@given(LOOKS, st.integers(0, 2**63 - 1), st.floats(0, 1e5))
def test_whatever_is_shared_comes_back(look, seed, level):
    shared = Shared(SimulationConfig().replace({"noise.level_uv": level, "seed": seed}), look)
    text = encode(shared)
    assert decode(text) == shared
    assert set(text) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


def test_a_link_holds_what_is_a_default_today():
    data = json.loads(zlib.decompress(_raw(encode(Shared(SimulationConfig())))))
    assert data["config"] == SimulationConfig().to_dict()
    assert data["look"] == Look().to_dict()


def _raw(text):
    body = text[2:]
    return urlsafe_b64decode(body + "=" * (-len(body) % 4))


def test_everything_one_can_select_is_in_a_link():
    public = {name for name in vars(Selection()) if not name.startswith("_")}
    assert public - {"playing"} == set(Look.model_fields)


def test_a_look_is_what_the_selection_looks_at(small):
    one, other = Selection(), Selection()
    one.look(time_s=3.0, window_s=0.5, mode="static", style="heatmap", units=(1, 2), depths_um=(0.0, 50.0), gain=2.0)
    Look.of(one).show_in(other, small)
    assert {name: value for name, value in vars(other).items() if name[0] != "_"} == {
        name: value for name, value in vars(one).items() if name[0] != "_"
    }


def test_what_the_configuration_lacks_is_not_looked_at(small):
    selection = Selection()
    Look(time_s=1e5, units=(2, 900)).show_in(selection, small)
    assert selection.time_s == small.duration_s
    assert selection.units == (2,)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("nonsense", "damaged"),
        ("1-", "damaged"),
        ("1-!!!!", "damaged"),
        ("1-" + "A" * 50, "damaged"),
        ("1-µµµ", "damaged"),
        ("1-" + "A" * 100_000, "damaged"),
        (encode(Shared(SimulationConfig()))[:-10], "damaged"),
        ("2-AAAA", "format 2"),
        (packed([1]), "damaged"),
        (packed({"look": {}}), "damaged"),
        (packed({"config": {"seed": -1}}), "seed"),
        (packed({"config": {"no_such": 1}}), "no_such"),
        (packed({"config": {}, "look": {"time_s": "x"}}), "time_s"),
        (packed({"config": {}, "look": {"units": [10**9]}}), "units"),
        (packed({"config": {"probe": {"kind": "file", "path": "/etc/hostname"}}}), "probe file"),
    ],
)
def test_a_link_that_cannot_be_read_says_why(text, words):
    with pytest.raises(LinkError, match=words):
        decode(text)


def test_what_a_later_version_adds_to_the_look_is_passed_over():
    text = packed({"config": SimulationConfig(seed=4).to_dict(), "look": {"time_s": 1.0, "zoom": 3}})
    assert decode(text) == Shared(SimulationConfig(seed=4), Look(time_s=1.0))


@pytest.mark.parametrize("older", ["templates", "amplitudes"])
def test_a_tab_of_an_older_link_is_found_under_its_new_name(older):
    text = packed({"config": SimulationConfig().to_dict(), "look": {"tab": older}})
    assert decode(text).look.tab == "unit"


def test_a_small_link_cannot_become_large():
    bomb = "1-" + urlsafe_b64encode(zlib.compress(b" " * (2 * MOST_BYTES), 9)).decode().rstrip("=")
    assert len(bomb) < 16_000
    with pytest.raises(LinkError, match="damaged"):
        decode(bomb)


def test_what_is_too_long_for_an_address_is_refused_when_it_is_made():
    rates = np.random.default_rng(0).uniform(1, 8, 2_500)
    config = SimulationConfig().replace({"units.num_units": 2_500, "spikes.firing_rate_hz": rates})
    with pytest.raises(LinkError, match="file instead"):
        encode(Shared(config))


def test_a_probe_file_travels_inside_the_link(tmp_path):
    import probeinterface

    probe = build_probe(LinearProbe(num_contacts=4))
    path = tmp_path / "probe.json"
    probeinterface.write_probeinterface(path, probe)
    config = SimulationConfig().replace({"probe": {"kind": "file", "path": str(path)}})
    sent = decode(encode(Shared(portable(config)))).config
    path.unlink()
    assert (build_probe(sent.probe).contact_positions == probe.contact_positions).all()
    assert portable(sent) is sent


def test_a_link_in_which_both_recordings_lay_above_each_other_still_opens():
    look = Look.from_dict({"mode": "both", "speed": 1.0})
    assert (look.mode, look.speed, look.channels) == ("overlaid", 1.0, None)


def test_the_number_of_channels_travels_with_a_link():
    one, other = Selection(), Selection()
    one.look(channels=32, speed=25.0)
    Look.of(one).show_in(other, SimulationConfig())
    assert (other.channels, other.speed) == (32, 25.0)
