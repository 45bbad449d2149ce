"""Asks dbt what each selector expression picks, for the differential test of src/graph.

Run with the Python of an environment that holds dbt-core 1.11.7 and dbt-duckdb:

    python scripts/selection-oracle.py

Asks about two projects. Of fixtures/selection/project, all corner cases, it writes the manifest (dbt's,
without what selection does not need). The project of scripts/selection-market/main.ts has the size of a real
one; for it, expressions are also drawn from a seed, and what `ls` prints in its other forms is kept.

`expected.json` has for every line and every indirect mode the numbers of the selected ids, or "error",
and the criteria that dbt warned about.
"""

import json
import os
import random
import shlex
import shutil
import subprocess
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HERE = ROOT / "fixtures" / "selection"
MODES = ["eager", "cautious", "buildable", "empty"]
KEEP = set(
    "unique_id resource_type name package_name path original_file_path fqn tags meta config "
    "patch_path version latest_version access group test_metadata source_name depends_on raw_code "
    "attached_node column_name model type".split()
)
KINDS = "nodes sources exposures metrics semantic_models saved_queries unit_tests functions".split()


def trimmed(manifest):
    out = {"metadata": manifest["metadata"]}
    volatile = "generated_at invocation_id invocation_started_at run_started_at user_id"
    for key in volatile.split():
        out["metadata"][key] = None
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


class Project:
    """A project in a folder of its own, parsed once."""

    def __init__(self, folder):
        from dbt.cli.main import dbtRunner

        self.runner = dbtRunner
        self.folder = folder
        os.chdir(folder)
        dbtRunner().invoke(["deps", "--quiet"])
        parsed = dbtRunner().invoke(["parse", "--quiet"])
        if not parsed.success:
            raise SystemExit(parsed.exception)
        self.parsed = parsed.result
        self.manifest = json.loads((folder / "target" / "manifest.json").read_text())
        self.ids = sorted(uid for kind in KINDS for uid in self.manifest[kind])
        self.number = {uid: i for i, uid in enumerate(self.ids)}
        self.unmatched = []

    def listen(self, event):
        if event.info.name == "NoNodesForSelectionCriteria":
            self.unmatched.append(event.data.spec_raw)

    def ls(self, arguments):
        """The lines of one `dbt ls`; None when it fails."""
        self.unmatched.clear()
        runner = self.runner(manifest=self.parsed, callbacks=[self.listen])
        answer = runner.invoke(["ls", "--quiet", *arguments])
        return list(answer.result or []) if answer.success else None

    def row(self, line):
        row = {"args": line}
        for mode in MODES:
            asked = ["--output", "json", "--output-keys", "unique_id", "--indirect-selection", mode]
            lines = self.ls([*asked, *shlex.split(line)])
            if lines is None:
                row[mode] = "error"
            else:
                row[mode] = sorted(self.number[json.loads(text)["unique_id"]] for text in lines)
            if mode == "eager":
                row["unmatched"] = list(self.unmatched)
            if row[mode] == "error":
                break
        return row

    def rows(self, lines):
        rows = [self.row(line) for line in lines]
        print(f"{len(rows)} expressions, {sum(row['eager'] == 'error' for row in rows)} errors")
        return rows


def written(path, project, rows, forms=()):
    body = ",\n".join(json.dumps(row, separators=(",", ":")) for row in rows)
    names = ",\n".join(json.dumps(uid) for uid in project.ids)
    parts = [f'"ids":[\n{names}\n]', f'"cases":[\n{body}\n]']
    if forms:
        shown = ",\n".join(json.dumps(form) for form in forms)
        parts.append(f'"forms":[\n{shown}\n]')
    path.write_text("{" + ",\n".join(parts) + "}\n")


def lines_of(path):
    lines = path.read_text().splitlines()
    return [line for line in lines if line and not line.startswith("#")]


# ---- expressions drawn from what a project has


class Drawing:
    def __init__(self, manifest, seed):
        self.draw = random.Random(seed)
        members = [node for kind in KINDS for node in manifest[kind].values()]
        self.members = sorted(members, key=lambda node: node["unique_id"])
        self.tags = sorted({tag for node in self.members for tag in node.get("tags", [])})
        self.paths = sorted({node["original_file_path"] for node in self.members})
        self.words = [self.name, self.name, self.folder, self.tag, self.path, self.file, self.source]
        self.words += [self.kind, self.config, self.named, self.test, self.text]

    def pick(self, items):
        return self.draw.choice(items)

    def name(self):
        name = self.pick(self.members)["name"]
        return self.pick([name, name, f"*{name[2:6]}*", name[:5] + "*", name[:-1] + "?"])

    def folder(self):
        fqn = self.pick(self.members)["fqn"]
        start, end = self.draw.randint(0, 1), self.draw.randint(1, len(fqn))
        return ".".join(fqn[start:end]) or fqn[0]

    def tag(self):
        tag = self.pick(self.tags)
        return "tag:" + self.pick([tag, tag[:2] + "*", tag.upper()])

    def path(self):
        parts = self.pick(self.paths).split("/")
        path = "/".join(parts[: self.draw.randint(1, len(parts))])
        return "path:" + self.pick([path, path, path + "/*", "/".join([*parts[:-1], "*.sql"])])

    def file(self):
        file = self.pick(self.paths).split("/")[-1]
        return "file:" + self.pick([file, file.split(".")[0], "*." + file.split(".")[-1]])

    def source(self):
        sources = [node for node in self.members if node["resource_type"] == "source"]
        one = self.pick(sources)
        name, table = one["source_name"], one["name"]
        full = f"{one['package_name']}.{name}.{table}"
        return "source:" + self.pick([name, f"{name}.{table}", f"{name}.*", full, f"*.{table[:3]}*"])

    def kind(self):
        return "resource_type:" + self.pick(self.members)["resource_type"]

    def config(self):
        config = self.pick(self.members)["config"]
        plain = [(k, v) for k, v in sorted(config.items()) if isinstance(v, (str, bool)) and v != ""]
        meta = [(f"meta.{k}", v) for k, v in sorted(config.get("meta", {}).items())]
        key, value = self.pick([*plain, *meta, *meta, ("materialized", "table")])
        text = json.dumps(value) if not isinstance(value, str) else value
        return f"config.{key}:{text}" if text.replace("_", "").isalnum() else "config.materialized:table"

    def named(self):
        kinds = ["exposure", "metric", "semantic_model", "saved_query", "unit_test"]
        node = self.pick([node for node in self.members if node["resource_type"] in kinds])
        name = node["name"]
        return f"{node['resource_type']}:" + self.pick([name, "*", name[:3] + "*", f"market.{name}"])

    def test(self):
        types = ["test_type:generic", "test_type:singular", "test_type:unit", "test_type:data"]
        return self.pick([*types, *(f"test_name:{name}" for name in ["unique", "not_null", "in_range", "p*"])])

    def text(self):
        groups = ["group:finance", "group:growth", "group:o*", "access:public", "access:protected"]
        versions = ["version:latest", "version:old", "version:none", "version:prerelease"]
        return self.pick([*groups, *versions, "package:commons", "package:this", "package:ads*"])

    def criterion(self):
        word = self.pick(self.words)()
        before = self.pick(["", "", "", "+", "1+", "2+", "@"])
        after = self.pick(["", "", "", "+", "+1", "+2"]) if before != "@" else ""
        return before + word + after

    def clause(self):
        count = self.pick([1, 1, 1, 2, 2, 3])
        return ",".join(self.criterion() for _ in range(count))

    def line(self):
        parts = []
        if self.draw.random() < 0.92:
            parts += ["--select", *(self.clause() for _ in range(self.pick([1, 1, 2, 3])))]
        if not parts or self.draw.random() < 0.4:
            parts += ["--exclude", *(self.clause() for _ in range(self.pick([1, 1, 2])))]
        if self.draw.random() < 0.15:
            parts += [self.pick(["--resource-type", "--exclude-resource-type"]), self.pick(["model", "test", "source", "metric", "exposure"])]
        return " ".join(parts)


FORMS = [
    "--resource-type all",
    "--resource-type all --output name",
    "--resource-type all --output path",
    "--resource-type all --output json",
    "--output json --output-keys name --select marts.core",
    "--output json --output-keys unique_id config.materialized config.meta --select +revenue_board",
    "--output json --output-keys unique_id description label patch_path --select metric:* saved_query:*",
    "--output json --output-keys unique_id version latest_version access group --select dim_customers",
    "--output json --output-keys unique_id source_name identifier freshness config.loaded_at_field --select source:*",
    "--output json --output-keys unique_id attached_node column_name test_metadata.name --select test_type:generic",
    "--output json --output-keys unique_id absent config.absent config.meta.owner --select tag:daily",
    "--output json --output-keys unique_id depends_on.nodes refs sources metrics --select exposure:*",
    "--output json --output-keys unique_id node_relation defaults primary_entity --select semantic_model:*",
    "--output json --output-keys unique_id model versions given expect overrides --select unit_test:*",
    "--output name --select @dim_customers",
    "--output path --selector finance_close",
]


def corner_cases(work):
    shutil.copytree(HERE / "project", work / "project")
    project = Project(work / "project")
    rows = project.rows(lines_of(HERE / "expressions.txt"))
    (HERE / "manifest.json").write_text(json.dumps(trimmed(project.manifest), indent=1) + "\n")
    written(HERE / "expected.json", project, rows)


def ranges(numbers):
    """[1, 2, 3, 7] -> "1-3 7"."""
    runs = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return " ".join(str(a) if a == b else f"{a}-{b}" for a, b in runs)


def compact(row):
    """Modes that answer as `eager` does are left out."""
    short = {"args": row["args"], "unmatched": row["unmatched"]}
    for mode in MODES:
        if row.get(mode) == "error":
            short[mode] = "error"
        elif mode == "eager" or (mode in row and row[mode] != row["eager"]):
            short[mode] = ranges(row[mode])
    return short


def market(work):
    folder = work / "market"
    command = ["npx", "tsx", str(ROOT / "scripts/selection-market/main.ts"), str(folder)]
    subprocess.run(command, cwd=ROOT, check=True)
    project = Project(folder)
    drawing = Drawing(project.manifest, 7)
    drawn = [drawing.line() for _ in range(220)]
    given = lines_of(HERE / "market" / "expressions.txt")
    rows = project.rows([*given, *(line for line in dict.fromkeys(drawn) if line not in given)])
    rows = [compact(row) for row in rows]
    forms = [{"args": line, "lines": project.ls(shlex.split(line))} for line in FORMS]
    written(HERE / "market" / "expected.json", project, rows, forms)


def main():
    os.environ["DBT_SEND_ANONYMOUS_USAGE_STATS"] = "false"
    work = Path(tempfile.mkdtemp())
    corner_cases(work)
    market(work)


main()
