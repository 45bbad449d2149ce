"""Asks dbt what comes of each planted failure, for e2e/failures.

Run with the Python of an environment that holds dbt-core 1.11.7 and dbt-duckdb:

    python scripts/failure-oracle.py [--output FOLDER] [CASE ...]

Reads e2e/failures/cases/*.yml; writes e2e/failures/expected.json: for every command of a case the
exit code and the status of every node (of run_results.json, or of sources.json). With names of cases,
only those are asked again. --output keeps what dbt printed, one file a case.
"""

import argparse
import base64
import json
import multiprocessing
import os
import shlex
import shutil
import sys
import tempfile
from pathlib import Path

import yaml

HERE = Path(__file__).resolve().parent.parent / "e2e" / "failures"
DEFAULTS = yaml.safe_load((HERE / "defaults.yml").read_text())


def write(folder, files):
    for path, text in (files or {}).items():
        full = folder / path
        if text is None:
            full.unlink(missing_ok=True)
            continue
        full.parent.mkdir(parents=True, exist_ok=True)
        full.write_bytes(text if isinstance(text, bytes) else text.encode())


def steps_of(case):
    if "steps" in case:
        return case["steps"]
    runs = case["run"]
    return [{"run": run} for run in (runs if isinstance(runs, list) else [runs])]


def invoke(folder, arguments, printed, answer):
    """In a process of its own: dbt keeps connections and settings between two invocations."""
    os.chdir(folder)
    stream = os.open(printed, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(stream, 1)
    os.dup2(stream, 2)
    from dbt.cli.main import dbtRunner

    result = dbtRunner().invoke(arguments)
    code = 0 if result.success else 2 if result.exception else 1
    if result.exception:
        print(result.exception)
    answer.put(code)


def statuses(folder):
    found = {}
    for name in ("run_results.json", "sources.json"):
        path = folder / "target" / name
        if path.exists():
            results = json.loads(path.read_text())["results"]
            found.update({row["unique_id"]: row["status"] for row in results})
            path.unlink()
    return dict(sorted(found.items()))


def ask(name, case, output):
    folder = Path(tempfile.mkdtemp(prefix=f"{name}-"))
    write(folder, {**DEFAULTS, **case.get("files", {})})
    write(folder, {path: base64.b64decode(text) for path, text in case.get("bytes", {}).items()})
    printed = output / f"{name}.txt"
    printed.unlink(missing_ok=True)
    context = multiprocessing.get_context("fork")
    answers = []
    for step in steps_of(case):
        for path in step.get("remove", []):
            (folder / path).unlink()
        write(folder, step.get("write"))
        if "run" not in step:
            continue
        arguments = shlex.split(step["run"])
        queue = context.SimpleQueue()
        process = context.Process(target=invoke, args=(folder, arguments, printed, queue))
        process.start()
        process.join()
        code = queue.get() if not queue.empty() else process.exitcode
        answers.append({"run": step["run"], "exit": code, "statuses": statuses(folder)})
    shutil.rmtree(folder)
    return answers


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--output", type=Path)
    parser.add_argument("cases", nargs="*")
    chosen = parser.parse_args()
    output = chosen.output or Path(tempfile.mkdtemp())
    output.mkdir(parents=True, exist_ok=True)
    os.environ["DBT_SEND_ANONYMOUS_USAGE_STATS"] = "false"
    os.environ["NO_COLOR"] = "1"
    import dbt.cli.main  # noqa: F401  Loaded once; each invocation forks.
    import dbt.adapters.duckdb  # noqa: F401

    target = HERE / "expected.json"
    known = json.loads(target.read_text()) if target.exists() else {}
    cases = {}
    for path in sorted((HERE / "cases").glob("*.yml")):
        cases.update(yaml.safe_load(path.read_text()))
    expected = {}
    for name, case in cases.items():
        if chosen.cases and name not in chosen.cases:
            answers = known.get(name)
        else:
            answers = ask(name, case, output)
            print(name, [answer["exit"] for answer in answers], file=sys.stderr)
        if answers is not None:
            expected[name] = answers
    body = ",\n".join(
        f"{json.dumps(name)}: {json.dumps(answers)}" for name, answers in expected.items()
    )
    target.write_text(f"{{\n{body}\n}}\n")


main()
