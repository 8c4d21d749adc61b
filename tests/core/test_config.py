"""The whole configuration: equality, files, rules between its parts, and what it refuses."""

import json
import os
import subprocess
import sys
import tracemalloc
from contextlib import contextmanager
from functools import cache
from types import SimpleNamespace

import jsonschema
import numpy as np
import probeinterface
import pytest
import yaml
from driftscope import ConfigError, Range, SimulationConfig, rules
from driftscope.cost import contact_count
from driftscope.presets import PRESETS
from driftscope.probe import InlineProbe, TetrodeProbe
from driftscope.templates import DRAWN
from hypothesis import given, settings
from hypothesis import strategies as st

FORMS = ["yaml", "yml", "json", "toml"]
BASE = SimulationConfig()
INLINE = InlineProbe.of(probeinterface.generate_tetrode()).to_dict()
WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=20)


def maybe(values):
    return st.one_of(st.none(), values)


def per_unit(low, high, number):
    values = st.floats(low, high)
    pairs = st.tuples(values, values).map(sorted)
    return st.one_of(
        values,
        pairs.map(lambda pair: {"low": pair[0], "high": pair[1]}),
        st.lists(values, min_size=number, max_size=number),
    )


PROBES = st.one_of(
    st.builds(
        lambda part, number: {"kind": "neuropixels", "part_number": part, "num_contacts": number},
        st.sampled_from(["NP1000", "NP2000", "NP2010"]),
        st.integers(1, 384),
    ),
    st.builds(
        lambda columns, each, shift: {
            "kind": "multi_column",
            "num_columns": columns,
            "num_contacts_per_column": each if shift is None else [each + column for column in range(columns)],
            "y_shift_per_column_um": None if shift is None else [shift * column for column in range(columns)],
        },
        st.integers(1, 4),
        st.integers(1, 20),
        maybe(st.floats(-50, 50)),
    ),
    st.builds(lambda number: {"kind": "linear", "num_contacts": number}, st.integers(1, 64)),
    st.builds(lambda radius: {"kind": "tetrode", "radius_um": radius}, st.floats(1, 50)),
    st.builds(lambda name: {"kind": "named", "name": name}, st.sampled_from(["Neuronexus-32", "Neuropixels2-128"])),
    st.builds(
        lambda name, number: {"kind": "library", "name": name, "num_contacts": number},
        st.sampled_from(["none", "null", "1e5", "yes", "A1x32-Poly3", "0x10"]),
        maybe(st.integers(1, 99)),
    ),
    st.builds(
        lambda path: {"kind": "file", "path": path}, st.one_of(st.sampled_from(["none", "~~none", "a b.json"]), WORDS)
    ),
    st.just(INLINE),
)


@st.composite
def component_dicts(draw, share, duration):
    start = draw(maybe(st.floats(0, duration / 2)))
    data = {
        "kind": draw(st.sampled_from(["zigzag", "bump", "random_walk", "curve"])),
        "amplitude_factor": draw(st.floats(0, share)),
        "non_rigid_gradient": draw(maybe(st.floats(-1, 1))),
        "start_s": start,
        "end_s": draw(maybe(st.floats(duration / 2, duration))),
        "enabled": draw(st.booleans()),
    }
    if data["kind"] == "zigzag":
        data["period_s"] = draw(st.floats(1, 1_000))
    if data["kind"] == "bump":
        data["shortest_s"] = draw(st.floats(1, 10))
        data["longest_s"] = data["shortest_s"] + draw(st.floats(0, 10))
    if data["kind"] == "curve":
        data["times_s"] = sorted(draw(st.lists(st.floats(0, duration), min_size=1, max_size=5, unique=True)))
        data["positions"] = [draw(st.floats(-0.5, 0.5)) for _ in data["times_s"]]
    return data


@st.composite
def config_dicts(draw):
    number, duration = draw(st.integers(1, 4)), draw(st.floats(2, 200))
    x, y, parts = draw(st.floats(-20, 20)), draw(st.floats(-50, 50)), draw(st.integers(0, 3))
    own_trains = draw(
        maybe(
            st.lists(st.lists(st.floats(0, duration, exclude_max=True), max_size=3), min_size=number, max_size=number)
        )
    )
    own_places = draw(maybe(st.lists(st.tuples(*[st.floats(-99, 99)] * 3).map(list), min_size=number, max_size=number)))
    probe = draw(PROBES)
    contacts = contact_count(SimulationConfig(probe=probe).probe) or 1
    return {
        "version": 1,
        "duration_s": duration,
        "sampling_frequency_hz": draw(st.sampled_from([10_000.0, 24_414.0625, 30_000.0])),
        "seed": draw(st.integers(0, 2**63 - 1)),
        "streams": draw(st.sampled_from(["independent", "spikeinterface"])),
        "probe": probe,
        "units": {
            "num_units": number,
            "distribution": draw(st.sampled_from(["uniform", "multimodal"])),
            "minimum_distance_um": draw(maybe(st.floats(0, 50))),
            "distance_strict": draw(st.booleans()),
            "locations_um": own_places,
        },
        "motion": {
            "start_um": [x, y],
            "stop_um": [-x, -y],
            "step_um": draw(st.floats(0.1, 10)),
            "components": [draw(component_dicts(0.99 / parts, duration)) for _ in range(parts)],
        },
        "templates": {
            "mode": draw(st.sampled_from(["ellipsoid", "sphere"])),
            "spatial_profile": draw(st.sampled_from(["exponential", "power"])),
            "alpha_uv": draw(per_unit(0, 500, number)),
            "repolarization_ms": draw(per_unit(0.3, 1, number)),
            "ellipse_angle_rad": draw(per_unit(-7, 7, number)),
            "propagation_speed_um_per_ms": draw(maybe(per_unit(50, 500, number))),
        },
        "spikes": {
            "firing_rate_hz": draw(per_unit(0.1, 100, number)),
            "amplitude_std": draw(maybe(st.floats(0, 0.5))),
            "synchrony_ratio": draw(st.floats(0, 1)),
            "times_s": own_trains,
        },
        "noise": {
            "level_uv": draw(per_unit(0, 50, contacts)),
            "spatial_decay_um": draw(maybe(st.floats(1, 200))),
            "strategy": draw(st.sampled_from(["on_the_fly", "tile_pregenerated"])),
        },
    }


@settings(max_examples=60)
@given(data=config_dicts(), form=st.sampled_from(FORMS))
def test_a_configuration_survives_its_file(tmp_path_factory, data, form):
    config = SimulationConfig.from_dict(data)
    path = tmp_path_factory.getbasetemp() / f"config.{form}"
    config.save(path)
    again = SimulationConfig.load(path)
    assert again == config
    assert hash(again) == hash(config)
    assert again.digest == config.digest
    assert SimulationConfig.from_dict(config.to_dict()) == config
    assert SimulationConfig.from_text(config.to_text(form), form).digest == config.digest


@settings(max_examples=40)
@given(data=config_dicts(), other=config_dicts())
def test_equal_digest_means_equal_configuration(data, other):
    one, two = SimulationConfig.from_dict(data), SimulationConfig.from_dict(other)
    assert (one == two) == (one.digest == two.digest)
    assert one.replace(other) == two
    assert one == SimulationConfig.from_dict(data)


@cache
def validator():
    schema = SimulationConfig.json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


@settings(max_examples=30)
@given(data=config_dicts())
def test_the_schema_accepts_what_is_accepted(data):
    validator().validate(data)
    validator().validate(SimulationConfig.from_dict(data).to_dict())


@pytest.mark.parametrize("config", [BASE, *(preset.config for preset in PRESETS.values())])
def test_the_schema_accepts_the_defaults_and_the_presets(config):
    validator().validate(json.loads(config.to_text("json")))
    validator().validate({})


OUT_OF_BOUNDS = [
    {"duration_s": 0},
    {"seed": -1},
    {"version": 2},
    {"streams": "other"},
    {"unknown": 1},
    {"noise": {"level_uv": -1}},
    {"noise": {"level_uv": [1, -1]}},
    {"noise": {"level_uv": {"low": -1, "high": 1}}},
    {"noise": {"level_uv": {"low": 1}}},
    {"noise": {"level": 1}},
    {"noise": {"spatial_decay_um": 0}},
    {"units": {"num_units": 10**9}},
    {"units": {"num_units": 2.5}},
    {"probe": {"kind": "unknown"}},
    {"probe": {"kind": "linear", "num_contacts": 0}},
    {"probe": {"kind": "multi_column", "num_contacts_per_column": [0, 32]}},
    {"motion": {"start_um": [0, 1e9]}},
    {"motion": {"start_um": [0]}},
    {"motion": {"components": [{"kind": "zigzag", "period_s": 0}]}},
    {"motion": {"components": [{"kind": "curve", "positions": [0, 0.6]}]}},
    {"templates": {"propagation_speed_um_per_ms": [0]}},
    {"spikes": {"times_s": [[-1]]}},
]


@pytest.mark.parametrize("data", OUT_OF_BOUNDS, ids=json.dumps)
def test_schema_and_configuration_refuse_the_same(data):
    assert not validator().is_valid(data)
    with pytest.raises(ConfigError):
        SimulationConfig.from_dict(data)


def test_the_schema_says_unit_bounds_and_sentence():
    schema = SimulationConfig.json_schema()
    duration = schema["properties"]["duration_s"]
    assert duration["unit"] == "s"
    assert duration["exclusiveMinimum"] == 0
    assert duration["description"]
    assert schema["properties"]["version"]["const"] == 1


def test_equal_configurations_have_equal_digests_in_every_process():
    code = (
        "from driftscope import SimulationConfig as C; from driftscope.probe import TetrodeProbe; "
        "print(C().digest, C().replace({'probe': TetrodeProbe(), 'noise.level_uv': (1, 2)}).digest)"
    )
    expected = [BASE.digest, BASE.replace({"probe": TetrodeProbe(), "noise.level_uv": (1, 2)}).digest]
    for seed in ("1", "2"):
        environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)}
        printed = subprocess.run(
            [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
        )
        assert printed.stdout.split() == expected


@pytest.mark.parametrize("kind", ["linear", "tetrode", "multi_column", "named", "neuropixels"])
def test_the_probes_kind_can_be_replaced(kind):
    changed = BASE.replace({"probe": {"kind": kind}})
    assert changed.probe.kind == kind
    assert BASE.probe.kind == "neuropixels"
    assert changed.replace(probe=BASE.probe) == BASE


def test_replace_reaches_into_parts_and_lists():
    changed = BASE.replace(
        {"motion.components.0.period_s": 50.0, "noise.level_uv": (1.0, 2.0), "templates.alpha_uv.low": 50.0}, seed=9
    )
    assert changed.motion.components[0].period_s == 50.0
    assert changed.noise.level_uv == Range(low=1.0, high=2.0)
    assert changed.templates.alpha_uv == Range(low=50.0, high=500.0)
    assert changed.seed == 9
    assert SimulationConfig() == BASE
    with pytest.raises(ConfigError, match="at least 0"):
        BASE.replace({"noise.level_uv": -1.0})
    assert SimulationConfig() == BASE


@pytest.mark.parametrize("name", DRAWN)
def test_every_template_parameter_takes_a_value_a_range_and_a_list(name):
    low, high = BASE.to_dict()["templates"][name].values()
    assert getattr(BASE.replace({f"templates.{name}": low}).templates, name) == low
    assert getattr(BASE.replace({f"templates.{name}": (low, high)}).templates, name) == Range(low=low, high=high)
    listed = BASE.replace({"units.num_units": 3, f"templates.{name}": [low, high, low]})
    assert getattr(listed.templates, name) == (low, high, low)


# ---- rules between the parts

RULES = [
    ({"duration_s": 20, "motion.components.0.start_s": 60},
     "motion.components.0.start_s", "after the recording ends (20 s)"),
    ({"motion.components.0.end_s": 700}, "motion.components.0.end_s", "after the recording (600 s)"),
    ({"motion.components.0.start_s": 60, "motion.components.0.end_s": 30},
     "motion.components.0.end_s", "before it starts (60 s)"),
    ({"motion.components.0.amplitude_factor": 1.5}, "motion.components", "beyond -20 to 20"),
    ({"spikes.refractory_period_ms": 200}, "spikes.refractory_period_ms", "too long for 8 Hz"),
    ({"sampling_frequency_hz": 1_000, "spikes.firing_rate_hz": 501, "spikes.refractory_period_ms": 1},
     "spikes.firing_rate_hz", "half the sampling rate"),
    ({"templates.ms_after": 1.5}, "templates.ms_after", "repolarization + recovery (up to 2.3 ms)"),
    ({"templates.ms_before": 0.1}, "templates.ms_before", "depolarization (up to 0.14 ms)"),
    ({"templates.smooth_ms": 4}, "templates.smooth_ms", "the whole window"),
    ({"sampling_frequency_hz": 1_000}, "templates.repolarization_ms", "less than one sample at 1000 Hz"),
    ({"probe.first_contact": 5_000}, "probe.num_contacts", "NP1000 has"),
    ({"probe": {"kind": "multi_column", "num_columns": 3, "num_contacts_per_column": [3, 4]}},
     "probe.num_contacts_per_column", "has 2 values for 3 columns"),
    ({"probe": {"kind": "multi_column", "y_shift_per_column_um": [3]}}, "probe.y_shift_per_column_um", "2 columns"),
    ({"probe": {"kind": "multi_column", "num_columns": 64, "num_contacts_per_column": 2_000}},
     "probe.num_contacts_per_column", "128000 contacts"),
    ({"units.minimum_z_um": 50}, "units.minimum_z_um", "above units.maximum_z_um (45"),
    ({"units.locations_um": [[0, 0, 0]]}, "units.locations_um", "has 1 locations for 250 units"),
    ({"templates.alpha_uv": [1.0, 2.0]}, "templates.alpha_uv", "has 2 values for 250 units"),
    ({"spikes.firing_rate_hz": [1.0] * 3}, "spikes.firing_rate_hz", "has 3 values for 250 units"),
    ({"spikes.times_s": [[1.0]]}, "spikes.times_s", "has 1 spike trains for 250 units"),
    ({"units.num_units": 1, "spikes.times_s": [[601.0]]}, "spikes.times_s", "after the recording ends"),
    ({"streams": "spikeinterface", "duration_s": 604_800, "units.num_units": 20_000}, "streams", "independent streams"),
    ({"motion.sampling_frequency_hz": 1_000, "duration_s": 604_800}, "motion.sampling_frequency_hz", "too high"),
    ({"motion.start_um": [0, 5_000], "motion.step_um": 0.001}, "motion.step_um", "more than 100000 steps"),
    ({"motion.components": [{"kind": "bump", "shortest_s": 1e-6}]}, "motion.components.0.shortest_s", "too many jumps"),
    ({"motion.components": [{"kind": "bump", "shortest_s": 9, "longest_s": 5}]},
     "motion.components.0.shortest_s", "longer than the longest rest, 5 s"),
    ({"motion.components": [{"kind": "curve", "times_s": [2, 1]}]}, "motion.components.0.times_s", "must increase"),
    ({"motion.components": [{"kind": "curve", "times_s": [2, 3, 4]}]}, "motion.components.0.times_s", "2 positions"),
    ({"motion.components": [{"kind": "curve", "times_s": [], "positions": []}]},
     "motion.components.0.times_s", "0 times"),
    ({"duration_s": 1e-9, "motion.components": []}, "duration_s", "less than one sample"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "path", "words"), RULES, ids=[f"{path}: {words}" for _, path, words in RULES])
def test_a_broken_rule_says_where_what_and_what_to_do(changes, path, words):
    with pytest.raises(ConfigError) as caught:
        BASE.replace(changes)
    said = [problem for problem in caught.value.problems if problem.path == path]
    assert said, str(caught.value)
    assert words in said[0].message
    assert said[0].given is not None


def test_field_errors_and_broken_rules_are_reported_together():
    data = {
        "noise": {"level_uv": -1, "strategy": "other"},
        "duration_s": 30,
        "unknown": 1,
        "templates": {"ms_after": 1.0},
        "units": {"num_units": "many"},
        "spikes": {"refractory_period_ms": 500},
    }
    with pytest.raises(ConfigError) as caught:
        SimulationConfig.from_dict(data)
    paths = [problem.path for problem in caught.value.problems]
    assert {"noise.level_uv", "noise.strategy", "unknown", "units.num_units"} <= set(paths)
    assert {"templates.ms_after", "spikes.refractory_period_ms"} <= set(paths)
    assert len(paths) == len(set(paths))


@pytest.mark.parametrize(
    "part", ["duration_s", "units", "seed", "motion", "sampling_frequency_hz", "templates", "spikes"]
)
def test_no_rule_speaks_of_what_a_faulty_part_would_have_been(part):
    """A default that stands in for a faulty value was given by no one."""
    data = {part: "faulty", "motion": {"components": [{"kind": "zigzag", "start_s": 1_000}]}, "duration_s": 2_000}
    if part in ("duration_s", "motion"):
        data[part] = "faulty"
    with pytest.raises(ConfigError) as caught:
        SimulationConfig.from_dict(data)
    assert {problem.path.split(".")[0] for problem in caught.value.problems} == {part}


@pytest.mark.parametrize("samples_after", [69, 70])
def test_a_window_that_is_accepted_holds_every_waveform(samples_after):
    changes = {"templates.ms_after": (samples_after + 0.3) / 30, "units.num_units": 1}
    changes |= {"templates.repolarization_ms": 0.8, "templates.recovery_ms": 1.5}
    if samples_after == 69:
        with pytest.raises(ConfigError, match="lengthen the window"):
            BASE.replace(changes)
    else:
        from driftscope import Simulation

        assert np.isfinite(Simulation(BASE.replace(changes)).template_maker.dense(0)).all()


# ---- hostile and broken input

HOSTILE = [
    ("yaml", "!!python/object/apply:os.system ['true']"),
    ("yaml", "seed: !!python/object:builtins.object {}"),
    ("yaml", "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]"),
    ("yaml", "a: &a\n  <<: *a"),
    ("yaml", "[" * 100_000),
    ("yaml", "{a: " * 50_000),
    ("yaml", "a: " * 50_000),
    ("yaml", "- " * 50_000),
    ("yaml", "!!map [1]"),
    ("yaml", "!!map x"),
    ("yaml", 'seed: !!int ""'),
    ("yaml", "seed: !!bool x"),
    ("yaml", "seed: !!timestamp x"),
    ("yaml", "seed: !!binary '%'"),
    ("yaml", "seed: 2001-99-99"),
    ("yaml", "? []\n: 1\n? []\n: 2\n"),
    ("yaml", "? {a: 1}\n: 1"),
    ("yaml", "seed: 1\nseed: 2"),
    ("yaml", "noise:\n  level_uv: 1\n  level_uv: 2"),
    ("yaml", "seed: 0x" + "F" * 6_000),
    ("yaml", "seed: " + "9" * 6_000),
    ("yaml", "duration_s: .nan"),
    ("yaml", "duration_s: .inf"),
    ("yaml", "duration_s: 1e999"),
    ("yaml", ""),
    ("yaml", "# nothing"),
    ("yaml", "- 1\n- 2"),
    ("yaml", "words"),
    ("yaml", "1: 2"),
    ("yaml", "seed: \x07"),
    ("yaml", "a: b: c"),
    ("yaml", "---\nseed: 1\n---\nseed: 2"),
    ("yaml", "units: {num_units: 1000000000}"),
    ("yaml", "probe: {kind: linear, num_contacts: 1000000000}"),
    ("yaml", "probe: {kind: [linear]}"),
    ("yaml", "probe: {kind: {a: b}}"),
    ("yaml", "probe: linear"),
    ("yaml", "motion: {components: {}}"),
    ("yaml", "motion: {components: zigzag}"),
    ("yaml", "motion: {components: [zigzag]}"),
    ("yaml", "motion: {components: [[{kind: zigzag}]]}"),
    ("yaml", "templates: 5"),
    ("yaml", "version: 2"),
    ("yaml", "version: null"),
    ("yaml", "version: '1'"),
    ("json", "{" * 100_000),
    ("json", "[" * 100_000),
    ("json", '{"a":' * 100_000),
    ("json", '{"seed": 1, "seed": 2}'),
    ("json", '{"noise": {"level_uv": 1, "level_uv": 2}}'),
    ("json", '{"seed": ' + "9" * 4_000 + "}"),
    ("json", '{"seed": ' + "9" * 100_000 + "}"),
    ("json", '{"duration_s": ' + "9" * 4_000 + "}"),
    ("json", '{"duration_s": NaN}'),
    ("json", '{"duration_s": Infinity}'),
    ("json", '{"duration_s": 1e999}'),
    ("json", '{"noise": {"level_uv": [1, NaN]}}'),
    ("json", '{"noise": {"level_uv": {"low": NaN, "high": 1}}}'),
    ("json", '{"\\ud800": 1}'),
    ("json", '{"probe": {"kind": "\\ud800"}}'),
    ("json", '{"probe": {"kind": "library", "name": "\\ud800"}}'),
    ("json", '{"probe": {"kind": "library", "name": "../../x"}}'),
    ("json", '{"probe": {"kind": "file", "path": "\\ud800"}}'),
    ("json", '{"probe": {"kind": "file", "path": "\\u0000"}}'),
    ("json", '{"probe": {"kind": "inline", "probeinterface_json": "{}"}}'),
    ("json", "[]"),
    ("json", "null"),
    ("json", ""),
    ("json", "{}x"),
    ("toml", "seed = 1\nseed = 2"),
    ("toml", "seed = 0x" + "F" * 6_000),
    ("toml", "duration_s = nan"),
    ("toml", "a = " + "[" * 100_000),
    ("toml", "seed = 2001-01-01"),
    ("toml", "="),
    ("ini", "seed = 1"),
    ("json", json.dumps({f"k{number}": number for number in range(20_000)})),
    ("json", json.dumps({"spikes": {"times_s": [["x"] * 1_000] * 20}})),
    ("json", json.dumps({"noise": {"level_uv": [1.0] * 200_000 + [-1.0]}})),
]


MOST_CALLS = 4_000_000
"""Far more than any of these needs, and far fewer than comparing all of its parts with each other would."""


@contextmanager
def counted_calls():
    """Count calls of functions, which is the same on every machine."""
    calls = SimpleNamespace(number=0)

    def count(frame, event, argument):
        calls.number += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        yield calls
    finally:
        sys.setprofile(before)


@pytest.mark.parametrize(("form", "text"), HOSTILE, ids=[f"{form}-{text[:40]!r}" for form, text in HOSTILE])
def test_what_is_no_configuration_is_refused_in_words_at_once(form, text, tmp_path):
    path = tmp_path / f"config.{form}"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    tracemalloc.start()
    try:
        with counted_calls() as calls, pytest.raises(ConfigError) as caught:
            SimulationConfig.load(path)
        said = str(caught.value)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert caught.value.problems
    assert all(problem.message for problem in caught.value.problems)
    assert 0 < len(said) < 60_000
    assert calls.number < MOST_CALLS
    assert most < 150 * 2**20


def test_files_that_cannot_be_read_are_refused_in_words(tmp_path):
    (tmp_path / "folder.yaml").mkdir()
    (tmp_path / "binary.yaml").write_bytes(bytes(range(256)))
    (tmp_path / "latin.json").write_bytes('{"café": 1}'.encode("latin-1"))
    (tmp_path / "none").write_text("seed: 1")
    for name in ("binary.yaml", "latin.json", "none", "\0.yaml"):
        with pytest.raises(ConfigError, match="not a configuration"):
            SimulationConfig.load(tmp_path / name)
    for name in ("folder.yaml", "missing.yaml", "none/x.yaml", "x" * 999 + ".yaml"):
        with pytest.raises(ConfigError, match="this file cannot be read"):
            SimulationConfig.load(tmp_path / name)


@pytest.mark.skipif(not os.path.exists("/dev/zero"), reason="a POSIX device")
def test_an_endless_file_is_left_alone(tmp_path):
    (tmp_path / "endless.yaml").symlink_to("/dev/zero")
    with pytest.raises(ConfigError, match="larger than 64 MiB"):
        SimulationConfig.load(tmp_path / "endless.yaml")


def test_a_byte_order_mark_does_no_harm(tmp_path):
    for form in ("yaml", "json", "toml"):
        (tmp_path / f"config.{form}").write_text(BASE.to_text(form), encoding="utf-8-sig")
        assert SimulationConfig.load(tmp_path / f"config.{form}") == BASE


def test_save_replaces_a_file_whole_or_not_at_all(tmp_path, monkeypatch):
    path = tmp_path / "config.yaml"
    BASE.save(path)
    before = path.read_text()

    def fails(self, target):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("pathlib.Path.replace", fails)
        with pytest.raises(ConfigError, match="No space left"):
            BASE.replace(seed=1).save(path)
    assert path.read_text() == before
    assert [file.name for file in tmp_path.iterdir()] == ["config.yaml"]
    BASE.replace(seed=1).save(path)
    assert SimulationConfig.load(path).seed == 1
    assert [file.name for file in tmp_path.iterdir()] == ["config.yaml"]


def test_what_cannot_be_saved_is_refused_in_words(tmp_path):
    (tmp_path / "file").write_text("")
    (tmp_path / "folder.yaml").mkdir()
    for name in ["config.txt", "config", "file/config.yaml", "missing/config.yaml", "folder.yaml", "\0.yaml"]:
        with pytest.raises(ConfigError):
            BASE.save(tmp_path / name)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["file", "folder.yaml"]
    with pytest.raises(ConfigError, match="yaml, yml, json, toml"):
        BASE.to_text("xml")


def test_a_file_says_its_version_first(tmp_path):
    for form in FORMS:
        assert "version" in BASE.to_text(form).strip("{ \n").splitlines()[0]
    assert yaml.safe_load(BASE.to_text("yaml")) == BASE.to_dict()


def test_the_largest_motion_that_is_accepted_is_checked_in_little_memory():
    tracemalloc.start()
    week = {"duration_s": 604_800, "motion.sampling_frequency_hz": 4, "motion.components": [{"kind": "zigzag"}] * 2}
    with pytest.raises(ConfigError, match="summed motion"):
        BASE.replace(week | {"spikes.firing_rate_hz": 1.0})
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 500 * 2**20


@pytest.mark.parametrize("streams", ["independent", "spikeinterface"])
@pytest.mark.parametrize("number", [1, 2, 8])
def test_a_week_of_motion_at_the_default_rate_is_possible(number, streams):
    share = {"kind": "zigzag", "amplitude_factor": 1 / number}
    config = SimulationConfig().replace({
        "duration_s": 604_800.0, "streams": streams, "motion.components": [share] * number, "units.num_units": 10,
    })  # fmt: skip
    assert config.num_samples == 604_800 * 30_000


def test_a_motion_is_made_once_to_be_checked_whatever_else_changes(monkeypatch):
    made = []
    plain = rules.held_motion
    monkeypatch.setattr(rules, "held_motion", lambda *given: made.append(given) or plain(*given))
    config = SimulationConfig().replace({"duration_s": 1_234.0, "motion.components.0.amplitude_factor": 0.875})
    for level in range(1, 6):
        config = config.replace({"noise.level_uv": float(level), "spikes.firing_rate_hz": level / 2})
    assert len(made) == 1
    config.replace({"motion.components.0.amplitude_factor": 0.75})
    assert len(made) == 2
