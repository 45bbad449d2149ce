"""Asks dbt what each selector expression picks, for the differential test of src/graph.

Run with the Python of an environment that holds dbt-core 1.11.7 and dbt-duckdb:

    python scripts/selection-oracle.py

Reads fixtures/selection/project and fixtures/selection/expressions.txt; writes
fixtures/selection/manifest.json (dbt's, without what selection does not need) and
fixtures/selection/expected.json: for every line and every indirect mode the numbers of the selected
ids, or "error", and the criteria that dbt warned about.
"""

import json
import os
import shlex
import shutil
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent / "fixtures" / "selection"
MODES = ["eager", "cautious", "buildable", "empty"]
KEEP = set(
    "unique_id resource_type name package_name path original_file_path fqn tags meta config "
    "patch_path version latest_version access group test_metadata source_name depends_on raw_code "
    "attached_node column_name model type".split()
)
KINDS = "nodes sources exposures metrics semantic_models saved_queries unit_tests functions".split()


def trimmed(manifest):
    out = {"metadata": manifest["metadata"]}
    for volatile in ("generated_at", "invocation_id", "invocation_started_at", "user_id"):
        out["metadata"][volatile] = None
    out["metadata"]["env"] = {}
    for kind in KINDS:
        out[kind] = {
            uid: {key: value for key, value in node.items() if key in KEEP}
            for uid, node in sorted(manifest[kind].items())
        }
    out["groups"] = manifest["groups"]
    out["disabled"] = {
        uid: [{key: value for key, value in node.items() if key in KEEP} for node in nodes]
        for uid, nodes in manifest["disabled"].items()
    }
    out["selectors"] = manifest["selectors"]
    return out


def main():
    os.environ["DBT_SEND_ANONYMOUS_USAGE_STATS"] = "false"
    from dbt.cli.main import dbtRunner

    folder = Path(tempfile.mkdtemp()) / "project"
    shutil.copytree(HERE / "project", folder)
    os.chdir(folder)
    dbtRunner().invoke(["deps", "--quiet"])
    parsed = dbtRunner().invoke(["parse", "--quiet"])
    if not parsed.success:
        raise SystemExit(parsed.exception)
    manifest = json.loads((folder / "target" / "manifest.json").read_text())
    ids = sorted(uid for kind in KINDS for uid in manifest[kind])
    number = {uid: i for i, uid in enumerate(ids)}
    unmatched = []

    def listen(event):
        if event.info.name == "NoNodesForSelectionCriteria":
            unmatched.append(event.data.spec_raw)

    def ask(line, mode):
        unmatched.clear()
        arguments = ["ls", "--quiet", "--output", "json", "--output-keys", "unique_id"]
        arguments += ["--indirect-selection", mode, *shlex.split(line)]
        runner = dbtRunner(manifest=parsed.result, callbacks=[listen])
        answer = runner.invoke(arguments)
        if not answer.success:
            return "error", []
        found = [number[json.loads(text)["unique_id"]] for text in answer.result or []]
        return sorted(found), list(unmatched)

    lines = [
        line
        for line in (HERE / "expressions.txt").read_text().splitlines()
        if line and not line.startswith("#")
    ]
    rows = []
    for line in lines:
        row = {"args": line}
        for mode in MODES:
            row[mode], warned = ask(line, mode)
            if mode == "eager":
                row["unmatched"] = warned
            if row[mode] == "error":
                break
        rows.append(row)
    (HERE / "manifest.json").write_text(json.dumps(trimmed(manifest), indent=1) + "\n")
    body = ",\n".join(json.dumps(row, separators=(",", ":")) for row in rows)
    names = ",\n".join(json.dumps(uid) for uid in ids)
    (HERE / "expected.json").write_text(f'{{"ids":[\n{names}\n],\n"cases":[\n{body}\n]}}\n')
    print(f"{len(rows)} expressions, {sum(row['eager'] == 'error' for row in rows)} errors")


main()
