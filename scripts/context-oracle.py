"""Keeps what dbt makes of the templates in fixtures/context/templates.yml, as the reference of e2e.

Run with the Python of an environment that holds dbt-core 1.11.7 and dbt-duckdb 1.11.1:

    python scripts/context-oracle.py

Writes fixtures/context/expected.json: compiled text by name, or `error` with dbt's message.
"""

import json
import os
import shutil
import tempfile
from pathlib import Path

import yaml

HERE = Path(__file__).resolve().parent.parent / "fixtures" / "context"


def main():
    os.environ["DBT_SEND_ANONYMOUS_USAGE_STATS"] = "false"
    from dbt.cli.main import dbtRunner

    folder = Path(tempfile.mkdtemp()) / "project"
    shutil.copytree(HERE / "project", folder)
    os.chdir(folder)
    templates = yaml.safe_load((HERE / "templates.yml").read_text())
    for name, text in templates.items():
        (folder / "models" / f"{name}.sql").write_text(text)
    dbtRunner().invoke(["--quiet", "build", "--select", "base", "letters"])
    manifest = dbtRunner().invoke(["--quiet", "parse"]).result
    found = {}
    for name in templates:
        # One at a time: an error ends the whole command.
        run = dbtRunner(manifest=manifest).invoke(["--quiet", "compile", "--select", name])
        done = run.result.results[0] if run.result else None
        found[name] = done.node.compiled_code if done else {"error": str(run.exception)}
    text = json.dumps(found, indent=1)
    (HERE / "expected.json").write_text(text + "\n")


if __name__ == "__main__":
    main()
