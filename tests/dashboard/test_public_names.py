"""Only what other libraries promise is used: no private name of theirs, with the exceptions below."""

import ast
import re
from pathlib import Path

import driftscope_dashboard

ROOT = Path(driftscope_dashboard.__file__).parent
LIBRARIES = {"panel", "pn", "bokeh", "holoviews", "hv", "param"}
DOCUMENTED = {"_esm", "_bundle", "_send_msg", "_handle_msg", "_exit", "_make", "_replace"}
"""Of Panel's custom components (panel.holoviz.org/how_to/custom_components), of the module os and of named tuples."""
OURS = re.compile(r"\.(?:node|element|part|this)\._\w+")
SCRIPT_EXCEPTIONS = {"style_sheets.js": {"_update"}}
"""What stands alone, with its reason and the versions that it was seen in."""


def modules():
    return sorted(ROOT.rglob("*.py"))


def private(name):
    return name.startswith("_") and not name.startswith("__") and name not in DOCUMENTED


def own_names():
    """Return the private names that the dashboard defines itself."""
    names = set()
    for module in modules():
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                names.add(node.name)
            elif isinstance(node, (ast.Assign, ast.AnnAssign, ast.AugAssign, ast.For)):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                for one in (inner for target in targets for inner in ast.walk(target)):
                    names |= {one.id} if isinstance(one, ast.Name) else set()
                    is_own = isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name)
                    names |= {one.attr} if is_own and one.value.id in ("self", "cls") else set()
    return names


def test_no_private_name_is_imported_from_a_library():
    found = []
    for module in modules():
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in LIBRARIES:
                parts = [*(node.module or "").split("."), *(alias.name for alias in node.names)]
                found += [f"{module.name}: {part}" for part in parts if private(part)]
    assert found == []


def test_every_private_attribute_is_one_of_our_own():
    ours, found = own_names(), []
    for module in modules():
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and private(node.attr) and node.attr not in ours:
                found.append(f"{module.relative_to(ROOT)}:{node.lineno}: {node.attr}")
    assert found == []


def test_nothing_overrides_a_private_name_of_panel():
    import panel as pn
    from driftscope_dashboard.workbench.workbench import Workbench

    inherited = {name for part in Workbench.__mro__[1:] if part.__module__.startswith("panel") for name in vars(part)}
    overridden = {name for name in vars(Workbench) if private(name)} & inherited
    allowed = {name for name in vars(type("Empty", (pn.custom.JSComponent,), {})) if private(name)}
    assert overridden - allowed == set()


def test_the_scripts_touch_nothing_that_bokeh_keeps_for_itself():
    found = {}
    for script in sorted(ROOT.rglob("*.js")):
        names = set(re.findall(r"\._[a-z]\w*", OURS.sub("", script.read_text(encoding="utf-8"))))
        if left := {name[1:] for name in names} - SCRIPT_EXCEPTIONS.get(script.name, set()):
            found[script.name] = left
    assert found == {}


def test_the_exception_names_the_versions_it_was_seen_in():
    import bokeh

    script = next(ROOT.rglob("style_sheets.js")).read_text(encoding="utf-8")
    known = re.search(r"KNOWN = /(.*?)/", script)[1]
    assert re.match(known, bokeh.__version__)
    assert not re.match(known, "4.0.0")
