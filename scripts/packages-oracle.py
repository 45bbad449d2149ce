"""Asks dbt what `dbt deps` makes of lists of packages, for the differential tests of packages.

Run with the Python of an environment that holds dbt-core 1.11.7 and dbt-duckdb:

    python scripts/packages-oracle.py

Reads fixtures/packages/cases.json; writes fixtures/packages/expected.json (exit code, lock file and
installed files of each case) and fixtures/packages/versions.json (which version dbt takes of random
lists, and in which order it sorts versions). The world of the cases (hub, repository, folders) is
built by src/cli/testing/package-world.ts in the same way: commits have fixed dates and so fixed names.
"""

import hashlib
import http.server
import io
import json
import os
import random
import shutil
import subprocess
import sys
import tarfile
import tempfile
import threading
from pathlib import Path

from dbt_common import semver
from dbt_common.exceptions import VersionsNotCompatibleError

HERE = Path(__file__).resolve().parent.parent / "fixtures" / "packages"
DBT = Path(sys.executable).parent / "dbt"


def project(name, extra=""):
    return {
        "dbt_project.yml": f"name: {name}\nversion: '1.0'\n{extra}",
        f"macros/{name}.sql": f"{{% macro {name}() %}}1{{% endmacro %}}\n",
    }


def write(folder, files):
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)


def git(folder, *args):
    who = {
        "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.com",
        "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@example.com",
        "GIT_AUTHOR_DATE": "2026-01-01T00:00:00Z", "GIT_COMMITTER_DATE": "2026-01-01T00:00:00Z",
    }
    out = subprocess.run(["git", *args], cwd=folder, env={**os.environ, **who}, check=True, capture_output=True)
    return out.stdout.decode().strip()


def repository(folder):
    """Tags 0.9 and v1.0, one more commit on main, and a branch dev."""
    folder.mkdir()
    git(folder, "init", "--quiet", "--initial-branch", "main")
    write(folder, project("gitpkg"))
    write(folder / "nested/inner", project("inner"))
    write(folder / "nested/inner", {"packages.yml": "packages:\n  - package: demo/utils\n    version: 1.0.0\n"})
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "--message", "first")
    git(folder, "tag", "0.9")
    git(folder, "tag", "v1.0")
    write(folder, {"macros/second.sql": "second\n"})
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "--message", "second")
    git(folder, "checkout", "--quiet", "-b", "dev")
    write(folder, {"macros/third.sql": "third\n"})
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "--message", "third")
    git(folder, "checkout", "--quiet", "main")


def archive(name, version):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        for path, text in project(name, f"# {version}\n").items():
            entry = tarfile.TarInfo(f"{name}-{version}/{path}")
            entry.size = len(text)
            tar.addfile(entry, io.BytesIO(text.encode()))
    return buffer.getvalue()


def serve(hub):
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            body = answer(self.path)
            self.send_response(200 if body else 404)
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *_):
            pass

    def answer(path):
        if path == "/api/v1/index.json":
            return json.dumps(list(hub)).encode()
        if path.startswith("/archive/"):
            name, version = path.split("/")[2:4]
            return archive(name, version)
        name = path.removeprefix("/api/v1/").removesuffix(".json")
        if name not in hub:
            return None
        short = name.split("/")[1]
        listed = {
            version: {
                "name": short, "version": version, "require_dbt_version": [], **facts,
                "downloads": {"tarball": f"{base}archive/{short}/{version}"},
            }
            for version, facts in hub[name]["versions"].items()
        }
        return json.dumps({"name": short, "namespace": "demo", **hub[name], "versions": listed}).encode()

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    base = f"http://127.0.0.1:{server.server_address[1]}/"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return base


def files_below(folder):
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and ".git" not in path.parts:
            found[name] = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
    for link in folder.iterdir() if folder.exists() else []:
        if link.is_symlink():
            for path in sorted(link.resolve().rglob("*")):
                if path.is_file():
                    name = f"{link.name}/{path.relative_to(link.resolve()).as_posix()}"
                    found[name] = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
    return dict(sorted(found.items()))


def run_cases(cases):
    work = Path(tempfile.mkdtemp())
    repository(work / "gitpkg.git")
    write(work, {"gitconfig": f'[url "file://{work}/"]\n\tinsteadOf = https://git.example.com/\n'})
    env = {
        **os.environ,
        "DBT_PACKAGE_HUB_URL": serve(cases["hub"]),
        "GIT_CONFIG_GLOBAL": str(work / "gitconfig"),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    }
    expected = {}
    for number, (case, text) in enumerate(cases["cases"].items()):
        root = work / f"case{number}"
        write(root, {**project("shop", "profile: shop\n"), "packages.yml": text})
        write(root / "shared", project("shared"))
        write(root / "shared_too", project("shared"))
        write(root / "same_name", project("shop"))
        write(root / "layered", {**project("layered"), "packages.yml": "packages:\n  - local: shared\n"})
        done = subprocess.run([DBT, "deps"], cwd=root, env=env, capture_output=True, text=True)
        lock = root / "package-lock.yml"
        expected[case] = {
            "exit": done.returncode,
            "lock": lock.read_text() if lock.exists() else None,
            "files": files_below(root / "dbt_packages"),
        }
        print(done.returncode, case)
    shutil.rmtree(work)
    return expected


def chosen(specs, available, prereleases):
    installable = semver.filter_installable(available, prereleases)
    parsed = [semver.VersionSpecifier.from_version_string(spec) for spec in specs]
    try:
        range_ = semver.reduce_versions(*parsed)
    except VersionsNotCompatibleError:
        return "conflict", installable
    return semver.resolve_to_specific_version(range_, installable), installable


def random_versions():
    rng = random.Random(7)
    labels = ["", "", "", "", "-rc1", "-rc.2", "-alpha", "-alpha.1", "b1", "-1", "-beta.11", "-beta.2"]
    version = lambda: ".".join(str(rng.choice([0, 1, 1, 2, 10])) for _ in range(3)) + rng.choice(labels)
    rows = []
    for _ in range(600):
        specs = [rng.choice(["", "=", ">", ">=", "<", "<=", ">=", "<"]) + version() for _ in range(rng.randint(1, 3))]
        available = sorted({version() for _ in range(rng.randint(1, 8))})
        prereleases = rng.random() < 0.5
        picked, order = chosen(specs, available, prereleases)
        rows.append({"specs": specs, "available": available, "prereleases": prereleases, "picked": picked, "order": order})
    return rows


if __name__ == "__main__":
    found = run_cases(json.loads((HERE / "cases.json").read_text()))
    (HERE / "expected.json").write_text(json.dumps(found, indent=2) + "\n")
    lines = ",\n".join(json.dumps(row) for row in random_versions())
    (HERE / "versions.json").write_text(f"[\n{lines}\n]\n")
