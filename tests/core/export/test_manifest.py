"""The manifest of an export."""

import hashlib
import json

import pytest
from driftscope import Simulation
from driftscope.export import ExportError
from driftscope.export.manifest import MANIFEST, checksums, files_in, identity, read_manifest, versions
from driftscope.export.writer import plan_for

from .conftest import PROBES, config_on

CONFIG = config_on(PROBES["tetrode"])


def test_the_identity_changes_with_whatever_decides_about_the_bytes(tmp_path):
    def of(config, **options):
        plan, _ = plan_for(Simulation(config), tmp_path / "out")
        return identity(plan)

    assert of(CONFIG) == of(CONFIG)
    assert of(CONFIG) != of(CONFIG.replace(seed=1))
    assert {"driftscope", "python", "numpy", "scipy", "probeinterface"} <= versions().keys()


def test_checksums_are_those_of_the_files(tmp_path):
    content = {"a.bin": b"", "deep/b.bin": bytes(range(256)) * 20_000}
    for name, data in content.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    (tmp_path / MANIFEST).write_text("{}")
    assert files_in(tmp_path) == sorted(content)
    passed = []
    found = checksums(tmp_path, content, 2, passed.append)
    for name, data in content.items():
        assert found[name] == {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    assert sum(passed) == sum(map(len, content.values()))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "was not written by driftscope"),
        ("{", "cannot be read"),
        ("[]", "is not a manifest"),
        (json.dumps({"layout": -1, "files": {}}), "is not a manifest"),
    ],
)
def test_what_is_no_manifest_is_refused(tmp_path, content, said):
    if content is not None:
        (tmp_path / MANIFEST).write_text(content)
    with pytest.raises(ExportError, match=said):
        read_manifest(tmp_path)
