#!/usr/bin/env bash
# Do the tools that read dbt's artifacts do the same work on ptx's? Prints a table, tool by project.
#
# usage: scripts/oracle/artifact-tools.sh [PROJECT...]   (after `npm run build`; ten minutes at first)
#
# The tools live in virtual environments below .artifact-tools/, which may be deleted. DBT names
# another dbt 1.11 with its DuckDB adapter than the one that would be installed there.
set -euo pipefail
cd "$(dirname "$0")/../.."
envs="$PWD/.artifact-tools"

# environment NAME PACKAGE...: a virtual environment with exactly these; made once.
environment() {
  local name="$1"
  shift
  if [ "$(cat "$envs/$name/made-of" 2>/dev/null)" != "$*" ]; then
    echo "installing $*" >&2
    rm -rf "${envs:?}/$name"
    python3 -m venv "$envs/$name"
    "$envs/$name/bin/pip" install --quiet --disable-pip-version-check "$@"
    echo "$*" >"$envs/$name/made-of"
  fi
}

environment tools dbt-artifacts-parser==0.15.0 dbt-coverage==0.5.0 dbt-score==0.19.0 \
  dbt-bouncer==4.3.0 dbt-colibri==0.3.7
environment airflow apache-airflow==3.0.6 astronomer-cosmos==1.15.1
if [ -z "${DBT:-}" ]; then
  environment dbt dbt-core==1.11.7 dbt-duckdb==1.11.1
  DBT="$envs/dbt/bin/dbt"
fi

exec env DBT="$DBT" python3 scripts/oracle/artifact-tools.py compare "$envs" "$@"
