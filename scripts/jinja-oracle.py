"""Renders fixtures/jinja/*.json with dbt's own Jinja environment and writes what comes out beside them.

A case is a template, or an object with `template` and any of: `scope` (names and JSON values),
`native` (render as dbt renders YAML values), `chain` (undefined names as while parsing), `macros`
(the text of a macro file, whose macros the template may call).

Run with a Python that has dbt-core: python scripts/jinja-oracle.py
"""

import json
import pathlib
import sys
import types

import jinja2
from dbt import deprecations
from dbt.clients.jinja import MacroGenerator
from dbt.context.base import get_context_modules
from dbt_common.clients import jinja as dbt_jinja
from dbt_common.exceptions import DbtBaseException, JinjaRenderingError
from dbt_common.exceptions.macros import CaughtMacroErrorWithNodeError, MacroReturn

# dbt renames the macros of a file so that calls go through its context. The cases here also call
# macros of their own template.
dbt_jinja.get_dbt_macro_name = lambda name: name

# Using itertools warns, which needs more of dbt than runs here.
deprecations.warn = lambda *args, **kwargs: None

FOLDER = pathlib.Path(__file__).parent.parent / "fixtures" / "jinja"


def leave(value=None):
    raise MacroReturn(value)


def standard_names():
    return {
        "ref": lambda *args, **kwargs: '"db"."' + '"."'.join(map(str, args)) + '"',
        "config": lambda *args, **kwargs: "",
        "return": leave,
        "modules": get_context_modules(),
        "zip": zip,
        "set": set,
        "fail": fail,
    }


def fail(*_):
    raise ValueError("failed")


def bind_macros(text, context):
    blocks = dbt_jinja.extract_toplevel_blocks(text, {"macro"}, collect_raw_data=False)
    for block in blocks:
        macro = types.SimpleNamespace(
            name=block.block_name, macro_sql=block.full_block, unique_id=block.block_name
        )
        context[block.block_name] = MacroGenerator(macro, context)


def kind_of(error):
    """The kind of an error, as coarse as the user's question: what did I do wrong?"""
    while isinstance(error, CaughtMacroErrorWithNodeError):
        error = error.exc
    if isinstance(error, (SyntaxError, jinja2.exceptions.TemplateSyntaxError)):
        return "syntax"
    if isinstance(error, jinja2.exceptions.FilterArgumentError):
        return "type"
    if isinstance(error, (jinja2.exceptions.TemplateRuntimeError, jinja2.exceptions.UndefinedError)):
        text = str(error)
        if "No filter named" in text or "No test named" in text:
            return "syntax"
        if "namespace object" in text or "recursive" in text:
            return "type"
        return "undefined"
    if isinstance(error, JinjaRenderingError):
        return "conversion"
    if isinstance(error, (TypeError, AttributeError)):
        return "type"
    if isinstance(error, DbtBaseException):
        return "type"
    return "value"


def typed(value):
    """A native value with its Python type, where JSON cannot tell."""
    if isinstance(value, jinja2.Undefined):
        return {"undefined": True}
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return {"str": str(value)}
    if type(value) in (int, float):
        return {type(value).__name__: str(value)}
    return {type(value).__name__: repr(value)}


def run(case):
    context = standard_names() | case.get("scope", {})
    if "macros" in case:
        bind_macros(case["macros"], context)
    native = case.get("native", False)
    try:
        env = dbt_jinja.get_environment(None, case.get("chain", False), native=native)
        result = env.from_string(case["template"], globals=context).render(context)
        return {"value": typed(result)} if native else {"text": result}
    except Exception as error:
        if "-v" in sys.argv:
            print(case["template"], "->", type(error).__name__, error)
        return {"error": kind_of(error)}


def main():
    for path in sorted(FOLDER.glob("*.json")):
        if path.name.endswith(".expected.json"):
            continue
        cases = json.loads(path.read_text())
        rows = []
        for case in cases:
            case = {"template": case} if isinstance(case, str) else case
            rows.append(run(case))
        lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
        path.with_suffix(".expected.json").write_text(f"[\n{lines}\n]\n")
        print(path.name, len(cases), "cases,", sum("error" in row for row in rows), "errors")


main()
