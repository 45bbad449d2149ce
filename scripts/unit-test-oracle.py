"""Writes fixtures/unit-tests/expected.json: what dbt makes of the unit tests of the fixture project.

Run it with the Python of an environment that has dbt-core and dbt-duckdb:

    python scripts/unit-test-oracle.py

`test` holds the status of each unit test over tables that are built, `build` the status of each node
of a whole build, `build_past_staging` those of one that gets further, `unit_tests` the manifest's entries.
"""

import json
import os
import shutil
import tempfile
from pathlib import Path

from dbt.cli.main import dbtRunner

FIXTURES = Path(__file__).parent.parent / "fixtures" / "unit-tests"
VOLATILE = ("created_at", "checksum")
# Without them the models that all others read are built.
STAGING_FAILURES = [
    f"unit_test:{name}"
    for name in (
        "upper_case_wrong unknown_input_column unknown_expected_column value_of_wrong_type "
        "duplicates_count input_that_is_not_there input_that_is_no_reference keys_of_the_first_row"
    ).split()
]


def run(folder: Path, *args: str) -> None:
    dbtRunner().invoke([*args, "--project-dir", str(folder), "--profiles-dir", str(folder), "--quiet"])


def statuses(folder: Path) -> dict[str, str]:
    results = json.loads((folder / "target" / "run_results.json").read_text())["results"]
    return {one["unique_id"]: str(one["status"]) for one in sorted(results, key=lambda one: one["unique_id"])}


def project(folder: Path) -> Path:
    copy = folder / "project"
    shutil.copytree(FIXTURES / "project", copy, ignore=shutil.ignore_patterns("target", "logs"))
    os.environ["TESTED_DB"] = str(folder / "tested.duckdb")
    return copy


def unit_tests(folder: Path) -> dict[str, dict]:
    entries = json.loads((folder / "target" / "manifest.json").read_text())["unit_tests"]
    return {
        unique_id: {key: value for key, value in entry.items() if key not in VOLATILE}
        for unique_id, entry in sorted(entries.items())
    }


def main() -> None:
    os.environ["DBT_SEND_ANONYMOUS_USAGE_STATS"] = "false"
    expected = {}
    with tempfile.TemporaryDirectory() as name:
        folder = project(Path(name))
        run(folder, "seed")
        run(folder, "run")
        run(folder, "test", "--select", "test_type:unit")
        expected["test"] = statuses(folder)
        expected["unit_tests"] = unit_tests(folder)
    for key, more in {"build": [], "build_past_staging": STAGING_FAILURES}.items():
        with tempfile.TemporaryDirectory() as name:
            folder = project(Path(name))
            run(folder, "seed")
            run(folder, "build", "--exclude", "resource_type:seed", *more)
            expected[key] = statuses(folder)
    (FIXTURES / "expected.json").write_text(json.dumps(expected, indent=1, sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
