"""Keeps the artifacts that dbt writes for fixtures/artifacts/project, as the reference of src/state.

Run with the Python of an environment that holds dbt-core 1.11.7 and dbt-duckdb:

    python scripts/artifact-oracle.py

Writes fixtures/artifacts/{manifest,run_results,catalog,sources}.json. Left out are what differs on
every machine and run (ids, times, paths) and dbt's own macros.
"""

import json
import os
import shutil
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent / "fixtures" / "artifacts"
ARGS_KEPT = ["which", "select", "exclude", "vars", "indirect_selection", "quiet"]


def steady(value, root):
    """The value without what belongs to this machine."""
    if isinstance(value, dict):
        return {key: steady(inner, root) for key, inner in value.items()}
    if isinstance(value, list):
        return [steady(inner, root) for inner in value]
    if isinstance(value, str):
        return value.replace(root, "/project")
    return value


def main():
    os.environ["DBT_SEND_ANONYMOUS_USAGE_STATS"] = "false"
    from dbt.cli.main import dbtRunner

    folder = Path(tempfile.mkdtemp()) / "project"
    shutil.copytree(HERE / "project", folder)
    os.chdir(folder)
    target = folder / "target"

    def run(*arguments):
        dbtRunner().invoke([*arguments, "--quiet"])

    def keep(name):
        data = steady(json.loads((target / f"{name}.json").read_text()), str(folder))
        for key in ("generated_at", "invocation_id", "invocation_started_at", "run_started_at"):
            if key in data["metadata"]:
                data["metadata"][key] = None
        return data

    def save(name, data):
        (HERE / f"{name}.json").write_text(json.dumps(data, indent=1) + "\n")

    run("build", "--select", "*", "source:*")
    results = keep("run_results")
    results["args"] = {key: results["args"][key] for key in ARGS_KEPT}
    save("run_results", results)
    run("docs", "generate", "--select", "*", "source:*")
    save("catalog", keep("catalog"))
    manifest = keep("manifest")
    used = {
        macro
        for node in manifest["nodes"].values()
        for macro in node["depends_on"].get("macros", [])
    }
    manifest["macros"] = {uid: macro for uid, macro in manifest["macros"].items() if uid in used}
    for macro in manifest["macros"].values():
        if macro["package_name"] != "kinds":
            macro["macro_sql"] = ""
    manifest["docs"] = {
        uid: doc for uid, doc in manifest["docs"].items() if doc["package_name"] == "kinds"
    }
    save("manifest", manifest)
    run("source", "freshness", "--select", "source:*")
    save("sources", keep("sources"))


main()
