"""Asks dbt what its state selectors pick after each planted change, for the test of src/state.

Run with the Python of an environment that holds dbt-core 1.11.7 and dbt-duckdb:

    python scripts/state-oracle.py

Reads fixtures/state/project and fixtures/state/changes.json; writes fixtures/state/expected.json:
for every change and selector the ids that `dbt ls` prints without indirectly selected tests, or
"error".
"""

import json
import os
import shutil
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent / "fixtures" / "state"
SELECTORS = [
    "state:modified",
    "state:modified.body",
    "state:modified.configs",
    "state:modified.relation",
    "state:modified.macros",
    "state:modified.persisted_descriptions",
    "state:modified.contract",
    "state:new",
    "state:old",
    "state:unmodified",
]


def change_files(folder, edits):
    for edit in edits:
        path = folder / edit["file"]
        if edit.get("remove"):
            path.unlink()
        elif "write" in edit:
            path.write_text(edit["write"])
        else:
            text = path.read_text()
            if text.count(edit["find"]) != 1:
                raise SystemExit(f"{edit['file']} does not hold once: {edit['find']}")
            path.write_text(text.replace(edit["find"], edit["replace"]))


def parse(dbt_runner, folder, change):
    os.chdir(folder)
    os.environ.update(change.get("env", {}))
    arguments = ["--quiet", "--no-partial-parse", "--target", change.get("target", "dev")]
    arguments += ["--vars", json.dumps(change.get("vars", {}))]
    parsed = dbt_runner().invoke(["parse", *arguments])
    if not parsed.success:
        raise SystemExit(f"{change['name']}: {parsed.exception}")
    return parsed.result, arguments


def answers(dbt_runner, manifest, arguments, state):
    found = {}
    for selector in SELECTORS:
        command = ["ls", *arguments, "--output", "json", "--output-keys", "unique_id"]
        command += ["--indirect-selection", "empty", "--state", str(state), "-s", selector]
        answer = dbt_runner(manifest=manifest).invoke(command)
        lines = answer.result or []
        ids = sorted(json.loads(line)["unique_id"] for line in lines)
        found[selector] = ids if answer.success else "error"
    return found


def main():
    os.environ["DBT_SEND_ANONYMOUS_USAGE_STATS"] = "false"
    from dbt.cli.main import dbtRunner

    work = Path(tempfile.mkdtemp())
    state = work / "state"
    expected = []
    for number, change in enumerate([{"name": "before", "edits": []}, *json.loads((HERE / "changes.json").read_text())]):
        folder = work / f"project{number}"
        shutil.copytree(HERE / "project", folder)
        change_files(folder, change["edits"])
        manifest, arguments = parse(dbtRunner, folder, change)
        if number == 0:
            state.mkdir()
            shutil.copy(folder / "target" / "manifest.json", state)
        else:
            found = answers(dbtRunner, manifest, arguments, state)
            expected.append({"name": change["name"], **found})
        for name in change.get("env", {}):
            del os.environ[name]
    text = json.dumps(expected, indent=1) + "\n"
    (HERE / "expected.json").write_text(text)


if __name__ == "__main__":
    main()
