"""Parses every project of fixtures/projects with dbt and writes its manifest beside it, trimmed.

A case is a project; `case.json` may hold `env` and `vars`. What differs from run to run (times,
absolute paths) and what dbt says of its own macros is left out.

Run with a Python that has dbt-core and dbt-duckdb: python scripts/manifest-oracle.py [case ...]
"""

import json
import os
import pathlib
import shutil
import sys
import tempfile

from dbt.cli.main import dbtRunner

FOLDER = pathlib.Path(__file__).parent.parent / "fixtures" / "projects"
SECTIONS = [
    "nodes",
    "sources",
    "exposures",
    "unit_tests",
    "disabled",
    "groups",
    "group_map",
    "parent_map",
]
# Few projects have them.
SEMANTIC = ["metrics", "semantic_models", "saved_queries"]
VARYING = {"created_at", "root_path"}


def without_varying(value):
    if isinstance(value, dict):
        return {key: without_varying(item) for key, item in value.items() if key not in VARYING}
    return [without_varying(item) for item in value] if isinstance(value, list) else value


def own(section):
    return {
        key: without_varying(value)
        for key, value in section.items()
        if not (isinstance(value, dict) and value.get("package_name") in ("dbt", "dbt_duckdb"))
    }


def parse(case):
    settings = case / "case.json"
    given = json.loads(settings.read_text()) if settings.exists() else {}
    with tempfile.TemporaryDirectory() as scratch:
        project = pathlib.Path(scratch) / "project"
        shutil.copytree(case, project)
        os.environ.update(given.get("env", {}))
        try:
            arguments = ["--quiet", "parse", "--no-partial-parse", "--project-dir", str(project)]
            arguments += ["--profiles-dir", str(project), "--vars", json.dumps(given.get("vars", {}))]
            result = dbtRunner().invoke(arguments)
        finally:
            for name in given.get("env", {}):
                del os.environ[name]
        if not result.success:
            raise SystemExit(f"dbt refuses {case.name}: {result.exception}")
        return json.loads((project / "target" / "manifest.json").read_text())


def main(names):
    for case in sorted(FOLDER.iterdir()):
        if not case.is_dir() or (names and case.name not in names):
            continue
        manifest = parse(case)
        trimmed = {section: own(manifest[section]) for section in SECTIONS}
        trimmed |= {key: own(manifest[key]) for key in SEMANTIC if manifest[key]}
        trimmed["macros"] = own(manifest["macros"])
        trimmed["docs"] = own(manifest["docs"])
        text = json.dumps(trimmed, indent=1, sort_keys=True)
        (case / "expected.json").write_text(text + "\n")
        print(case.name, len(text))


main(sys.argv[1:])
