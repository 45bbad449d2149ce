"""Runs the tools that read dbt's artifacts on those of dbt and of ptx, and compares what they say.

`artifact-tools.sh` installs the tools and calls this with `compare`. The other commands run inside
of an environment that has the tool: `parse FOLDER` (Pydantic models) and `tasks FOLDER` (Airflow).
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
ARTIFACTS = ["manifest", "run_results", "catalog", "sources"]

REFERENCE_PROFILE = """
personalization:
  target: dev
  outputs:
    dev: {type: duckdb, path: ptx.duckdb, schema: main, threads: 2}
"""

# What dbt has no materialization for, it copies from the tables that ptx has built.
STAND_INS = """
{% macro copy_of_built() %}
  {% set file = env_var('BUILT_BY_PTX') %}
  {% do run_query("attach if not exists '" ~ file ~ "' as built_by_ptx (read_only)") %}
  {% call statement('main') %}
    create or replace table {{ this }} as
    select * from built_by_ptx.{{ this.schema }}.{{ this.identifier }}
  {% endcall %}
  {% do adapter.commit() %}
  {{ return({'relations': [this.incorporate(type='table')]}) }}
{% endmacro %}

{% materialization fit, adapter='duckdb' %}
  {{ run_hooks(pre_hooks) }}
  {{ return(stand_ins.copy_of_built()) }}
{% endmaterialization %}

{% materialization iterative, adapter='duckdb' %}
  {{ run_hooks(pre_hooks) }}
  {{ return(stand_ins.copy_of_built()) }}
{% endmaterialization %}
"""

# ---- projects; each is copied for dbt or for ptx


def copy_reference(folder, side):
    for name in ["models", "macros", "seeds", "snapshots", "tests"]:
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "project.yml", folder / "dbt_project.yml")
    (folder / "profiles.yml").write_text(REFERENCE_PROFILE)
    for path in sorted((folder / "models").rglob("*.sql")):
        text = path.read_text()
        if "materialized='iterative'" in text:
            # Only ptx says which step of an iteration is rendered; for dbt it is the first.
            path.write_text("{%- set iteration = iteration | default(0) -%}\n" + text)
    if side == "dbt":
        # Packages of their own: the tools look at the macros of the project.
        add_package(folder, "stand_ins", {"stand_ins.sql": STAND_INS})
        own = (ROOT / "src/builtins/ptx").glob("*.sql")
        add_package(folder, "ptx", {path.name: path.read_text() for path in own})
    return folder


def add_package(folder, name, macros):
    package = folder / "dbt_packages" / name
    (package / "macros").mkdir(parents=True)
    (package / "dbt_project.yml").write_text(f"name: {name}\nversion: '1.0.0'\n")
    for file, text in macros.items():
        (package / "macros" / file).write_text(text)


def copy_kinds(folder, _side):
    shutil.copytree(ROOT / "fixtures/artifacts/project", folder, dirs_exist_ok=True)
    return folder


def unpack(name, below=""):
    def copy(folder, _side):
        with tarfile.open(ROOT / f"fixtures/oracle/{name}.tgz") as archive:
            archive.extractall(folder)
        return folder / name / below

    return copy


PROJECTS = {
    "reference": copy_reference,
    "kinds": copy_kinds,
    "jaffle_shop_duckdb": unpack("jaffle_shop_duckdb"),
    "dbt_utils": unpack("dbt_utils", "integration_tests"),
}


def make_artifacts(side, command, project, folder):
    """Builds a fresh copy of a project; returns its folder, with all artifacts in `target/`."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    home = PROJECTS[project](folder, side)
    target = home / "target"

    def run(*arguments):
        result = subprocess.run(
            [*command, *arguments], cwd=home, capture_output=True, text=True, check=False
        )
        if result.returncode == 2 and arguments[0] == "build":
            sys.exit(f"{project}: {command[0]} could not run\n{result.stdout}{result.stderr}")

    everything = ["--select", "*", "source:*"]
    run("build", *everything)
    kept = {name: (target / f"{name}.json").read_text() for name in ["manifest", "run_results"]}
    run("source", "freshness", *everything)
    # What fails in the build on purpose would fail again; the catalog needs no compiled code.
    run("docs", "generate", "--no-compile", *everything)
    for name, text in kept.items():
        (target / f"{name}.json").write_text(text)
    sort_nodes(target / "manifest.json")
    return home


def sort_nodes(path):
    """dbt lists nodes as its file system does; some tools list what they find in that order."""
    manifest = json.loads(path.read_text())
    for key, section in manifest.items():
        if isinstance(section, dict):
            manifest[key] = dict(sorted(section.items()))
    path.write_text(json.dumps(manifest))


# ---- tools; each returns plain data that must be equal for equal artifacts


def output_of(command, cwd, ok=(0, 1)):
    result = subprocess.run(
        [str(part) for part in command], cwd=cwd, capture_output=True, text=True, check=False
    )
    if result.returncode not in ok:
        raise RuntimeError(f"{command[0]} ended with {result.returncode}: {result.stderr[-1500:]}")
    return result.stdout


def models(envs, home):
    """dbt-artifacts-parser: which fields of which Pydantic models the artifacts fill."""
    return json.loads(
        output_of([envs / "tools/bin/python", __file__, "parse", home / "target"], home, ok=(0,))
    )


def coverage(envs, home):
    """dbt-coverage: columns documented, tested and unit-tested, table by table."""
    found = {}
    for kind in ["doc", "test", "unit-test"]:
        report = home / f"coverage-{kind}.json"
        command = [envs / "tools/bin/dbt-coverage", "compute", kind, "--cov-report", report]
        output_of(command, home, ok=(0,))
        found[kind] = json.loads(report.read_text())
    return found


def scores(envs, home):
    """dbt-score: the score of each node, and what each rule says."""
    command = [envs / "tools/bin/dbt-score", "lint", "-m", "target/manifest.json", "-f", "json"]
    return json.loads(output_of(command, home))


def checks(envs, home):
    """dbt-bouncer: what every check that it has says of every node."""
    bin = envs / "tools/bin"
    config = output_of([bin / "python", __file__, "checks"], home, ok=(0,))
    (home / "dbt-bouncer.yml").write_text(config)
    file = home / "bouncer.json"
    output_of(
        [bin / "dbt-bouncer", "run", "--config-file", "dbt-bouncer.yml", "--show-all-failures",
         "--output-file", file, "--output-format", "json"],
        home,
    )
    return sorted(json.loads(file.read_text()), key=str)


def lineage(envs, home):
    """dbt-colibri: edges between columns."""
    folder = home / "colibri"
    output_of(
        [envs / "tools/bin/colibri", "generate", "--manifest", "target/manifest.json",
         "--catalog", "target/catalog.json", "--output-dir", folder, "--disable-telemetry"],
        home,
        ok=(0,),
    )
    said = json.loads((folder / "colibri-manifest.json").read_text())
    edges = said["lineage"]["edges"]
    for edge in edges:
        del edge["id"]
    return {
        "edges": sorted(edges, key=str),
        "nodes": said["nodes"],
        "tree": said["tree"],
    }


def tasks(envs, home):
    """astronomer-cosmos: the tasks of the Airflow DAG, and what each waits for."""
    python = envs / "airflow/bin/python"
    said = output_of([python, __file__, "tasks", home], home, ok=(0,))
    return json.loads(said.splitlines()[-1])


TOOLS = {
    "dbt-artifacts-parser": models,
    "dbt-coverage": coverage,
    "dbt-score": scores,
    "dbt-bouncer": checks,
    "dbt-colibri": lineage,
    "astronomer-cosmos": tasks,
}

# ---- inside of the environments


def parse(folder):
    from dbt_artifacts_parser import parser
    from pydantic import BaseModel

    def fields(value):
        """Models with the fields that are set; lists and maps by the distinct shapes in them."""
        if isinstance(value, BaseModel):
            inner = {name: fields(getattr(value, name)) for name in sorted(value.model_fields_set)}
            # Macros and flags of dbt and of ptx are others; how much a response tells is the
            # adapter's.
            left_out = ["macros", "args", "adapter_response"]
            return {type(value).__name__: {k: v for k, v in inner.items() if k not in left_out}}
        if isinstance(value, dict):
            return {str(key): fields(inner) for key, inner in sorted(value.items())}
        if isinstance(value, list):
            shapes = (json.dumps(fields(inner)) for inner in value)
            return sorted(set(shapes))
        return type(value).__name__

    found = {}
    for name in ARTIFACTS:
        path = folder / f"{name}.json"
        if path.exists():
            parsed = getattr(parser, f"parse_{name}")(json.loads(path.read_text()))
            found[name] = fields(parsed)
    return found


# What checks must be told, by the parameter's name: anything that some nodes meet and others do not.
PARAMETERS = {
    "access": "protected",
    "include": "models",
    "keys": ["owner"],
    "max_bytes": 1000,
    "max_execution_time_seconds": 3600,
    "max_gigabytes_billed": 1,
    "max_row_count": 10,
    "meta_key": "pii",
    "permitted_materializations": ["view"],
    "permitted_sub_directories": ["staging", "marts"],
    "privilege": "select",
    "regexp_pattern": "(?i)each",
    "required_constraint_types": ["primary_key"],
    "required_macros": ["dbt.is_incremental"],
    "tags": ["staging"],
    "test_name": "not_null",
    "test_names": ["unique"],
    "column_name_pattern": "^[a-z_]*id$",
}


def check_config():
    """A configuration of dbt-bouncer with every check but those about dbt's Information Schema."""
    from dbt_bouncer.utils import get_check_objects

    config = {"dbt_artifacts_dir": "target"}
    for check in get_check_objects():
        group = check.__module__.split(".")[2]
        if group == "info_schema":
            continue
        (name,) = check.model_fields["name"].annotation.__args__
        entry = {"name": name}
        for key, field in check.model_fields.items():
            if field.is_required() and key != "name":
                entry[key] = PARAMETERS.get(key, "^[a-z_]{1,12}$")
        if name == "check_model_has_tests_by_type":
            entry["min_number_of_data_tests"] = 1
        if name.endswith(("complies_to_column_type", "complies_to_column_name")):
            entry["types"] = ["INTEGER", "BIGINT"]
        config.setdefault(f"{group}_checks", []).append(entry)
    return config


def airflow_tasks(home):
    os.environ.setdefault("AIRFLOW_HOME", str(home / "airflow"))
    os.environ["AIRFLOW__CORE__LOAD_EXAMPLES"] = "False"
    from datetime import datetime

    from cosmos import DbtDag, ExecutionConfig, ProfileConfig, ProjectConfig, RenderConfig
    from cosmos.constants import LoadMode, SourceRenderingBehavior

    manifest = home / "target/manifest.json"
    name = json.loads(manifest.read_text())["metadata"]["project_name"]
    dag = DbtDag(
        dag_id="project",
        start_date=datetime(2026, 1, 1),
        schedule=None,
        project_config=ProjectConfig(manifest_path=manifest, project_name=name),
        profile_config=ProfileConfig(
            profile_name=name, target_name="dev", profiles_yml_filepath=home / "profiles.yml"
        ),
        execution_config=ExecutionConfig(dbt_project_path=home),
        render_config=RenderConfig(
            load_method=LoadMode.DBT_MANIFEST,
            source_rendering_behavior=SourceRenderingBehavior.ALL,
        ),
    )
    return {
        task.task_id: [type(task).__name__, sorted(task.upstream_task_ids)] for task in dag.tasks
    }


# ---- comparing


def differences(dbt, ptx, place=""):
    """Lines that say where two values of plain data differ."""
    if isinstance(dbt, dict) and isinstance(ptx, dict):
        lines = []
        for key in sorted({*dbt, *ptx}):
            at = f"{place}.{key}"
            if key not in ptx:
                lines.append(f"{at}: only with dbt: {str(dbt[key])[:160]}")
            elif key not in dbt:
                lines.append(f"{at}: only with ptx: {str(ptx[key])[:160]}")
            else:
                lines += differences(dbt[key], ptx[key], at)
        return lines
    if isinstance(dbt, list) and isinstance(ptx, list) and dbt != ptx:
        left, right = [json.dumps(x, sort_keys=True) for x in dbt], [json.dumps(x, sort_keys=True) for x in ptx]
        lines = [f"{place}: only with dbt: {x[:400]}" for x in sorted(set(left) - set(right))]
        lines += [f"{place}: only with ptx: {x[:400]}" for x in sorted(set(right) - set(left))]
        return lines or [f"{place}: another order or number: {len(left)} and {len(right)}"]
    return [] if dbt == ptx else [f"{place}: dbt {str(dbt)[:200]}, ptx {str(ptx)[:200]}"]


def compare(envs, projects):
    dbt = [os.environ["DBT"]]
    ptx = ["node", str(ROOT / "bin/ptx.cjs")]
    os.environ["DBT_SEND_ANONYMOUS_USAGE_STATS"] = "false"
    os.environ["DO_NOT_TRACK"] = "1"
    os.environ["PYTHONHASHSEED"] = "0"
    work = envs / "work"
    table = {}
    for project in projects:
        started = time.monotonic()
        ptx_home = make_artifacts("ptx", ptx, project, work / "ptx" / project)
        os.environ["BUILT_BY_PTX"] = str(ptx_home / "ptx.duckdb")
        homes = {"dbt": made_by_dbt(dbt, project, work), "ptx": ptx_home}
        print(f"{project}: artifacts in {time.monotonic() - started:.0f} s", file=sys.stderr)
        for tool, ask in TOOLS.items():
            table[tool, project] = verdict(tool, project, ask, envs, homes)
    width = max(map(len, TOOLS)) + 2
    print(f"what differs: {work}/TOOL-PROJECT.txt", file=sys.stderr)
    print("".ljust(width), *(project.ljust(20) for project in projects))
    for tool in TOOLS:
        print(tool.ljust(width), *(table[tool, project].ljust(20) for project in projects))
    return all(text.startswith("same") for text in table.values())


def made_by_dbt(command, project, work):
    """dbt is slow and its artifacts stay the same as long as the project does: kept between runs."""
    home = work / "dbt" / project
    inputs = home / "inputs.tar"
    fresh = work / "inputs" / project
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    PROJECTS[project](fresh, "dbt")
    texts = {str(path.relative_to(fresh)): path.read_bytes() for path in fresh.rglob("*") if path.is_file()}
    digest = str(sorted((name, hash_of(text)) for name, text in texts.items()))
    if inputs.exists() and inputs.read_text() == digest:
        return next(path.parent for path in home.rglob("profiles.yml"))
    made = make_artifacts("dbt", command, project, home)
    inputs.write_text(digest)
    return made


def hash_of(text):
    import hashlib

    return hashlib.sha256(text).hexdigest()


def folded(value):
    """The same without what is no difference: white space of compiled SQL, moments, rounding."""
    if isinstance(value, dict):
        return {key: folded(inner) for key, inner in value.items() if key != "created_at"}
    if isinstance(value, list):
        return [folded(inner) for inner in value]
    if isinstance(value, float):
        return round(value, 9)
    if isinstance(value, str):
        return re.sub(r" ?([()]) ?", r"\1", " ".join(value.split()))
    return value


def verdict(tool, project, ask, envs, homes):
    said = {}
    for side, home in homes.items():
        try:
            text = json.dumps(ask(envs, home))
        except (RuntimeError, OSError, ValueError) as error:
            print(f"{tool} on {project} by {side}: {error}", file=sys.stderr)
            return f"fails on {side}'s"
        said[side] = folded(json.loads(text.replace(str(home), "HOME")))
    lines = differences(said["dbt"], said["ptx"])
    (envs / "work" / f"{tool}-{project}.txt").write_text("\n".join(lines))
    return "same" if not lines else f"{len(lines)} differ"


def main():
    command, *arguments = sys.argv[1:]
    if command == "parse":
        print(json.dumps(parse(Path(arguments[0]))))
    elif command == "checks":
        print(json.dumps(check_config()))
    elif command == "tasks":
        print(json.dumps(airflow_tasks(Path(arguments[0]))))
    else:
        same = compare(Path(arguments[0]), arguments[1:] or list(PROJECTS))
        sys.exit(0 if same else 1)


if __name__ == "__main__":
    main()
