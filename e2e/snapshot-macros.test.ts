/** Snapshots by strategies and macros of the project keep the history that dbt's keep. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { TemporaryProject } from "./in-process.ts";

let project: TemporaryProject;
beforeEach(() => {
  project = new TemporaryProject();
});
afterEach(() => project.remove());

const people = (rows: string) => ({
  "models/people.sql": `select * from (values ${rows}) as people (id, name, version)\n`,
});

async function history(columns = "id, name, dbt_valid_to is null as is_current"): Promise<string> {
  const select = `select ${columns} from {{ ref('people_history') }} order by all`;
  const { out, err } = await project.ptx("show", "--inline", select, "--output", "csv");
  return out + err;
}

async function built(): Promise<void> {
  const { out, err, code } = await project.ptx("build");
  expect(code, out + err).toBe(0);
}

describe("a strategy of the project", () => {
  const files = {
    "project.yml": "name: shop\n",
    "macros/strategy.sql": `
{% macro snapshot_counted_strategy(node, snapshotted_rel, current_rel, model_config, target_exists) %}
  {% do return({
    'unique_key': config.get('unique_key'),
    'updated_at': snapshot_get_time(),
    'row_changed': snapshotted_rel ~ '.version < ' ~ current_rel ~ '.version',
    'scd_id': snapshot_hash_arguments([config.get('unique_key'), 'version']),
    'hard_deletes': adapter.get_hard_deletes_behavior(config),
  }) %}
{% endmacro %}
`,
  };
  const snapshot = (settings = "") => `
snapshots:
  - name: people_history
    relation: ref('people')
    config:
      strategy: counted
      unique_key: id
${settings}`;

  test("decides what a new version is, and what happens to rows that are gone", async () => {
    const yaml = { "snapshots/people.yml": snapshot("      hard_deletes: invalidate\n") };
    project.write({ ...files, ...yaml, ...people("(1, 'Ada', 1), (2, 'Bo', 1), (3, 'Cy', 1)") });
    await built();
    expect(await history()).toBe("id,name,is_current\n1,Ada,true\n2,Bo,true\n3,Cy,true\n");
    // Another name alone is no new version for this strategy.
    project.write(people("(1, 'Ada L.', 2), (2, 'Bob', 1)"));
    await built();
    const after = "id,name,is_current\n1,Ada,false\n1,Ada L.,true\n2,Bo,true\n3,Cy,false\n";
    expect(await history()).toBe(after);
    await built();
    expect(await history()).toBe(after);
  });

  test("works with a list of keys, renamed columns and records of deletions", async () => {
    const settings = `      hard_deletes: new_record
      dbt_valid_to_current: "timestamp '9999-12-31'"
      snapshot_meta_column_names: {dbt_valid_to: ended_at, dbt_is_deleted: gone}
`;
    const yaml = snapshot(settings)
      .replace("unique_key: id", "unique_key: [id, name]")
      .replace("ref('people')", "ref('people')");
    const own = files["macros/strategy.sql"].replace(
      "[config.get('unique_key'), 'version']",
      "config.get('unique_key') + ['version']",
    );
    project.write({
      "project.yml": files["project.yml"],
      "macros/strategy.sql": own,
      "snapshots/people.yml": yaml,
      ...people("(1, 'Ada', 1), (2, 'Bo', 1)"),
    });
    await built();
    project.write(people("(1, 'Ada', 2)"));
    await built();
    await built();
    const columns = "id, name, version, gone, ended_at = timestamp '9999-12-31' as is_current";
    expect(await history(columns)).toBe(
      "id,name,version,gone,is_current\n1,Ada,1,False,false\n1,Ada,2,False,true\n2,Bo,1,False,false\n2,Bo,1,True,true\n",
    );
  });

  test("that no macro stands for is told by its name", async () => {
    const yaml = snapshot().replace("counted", "guessed");
    project.write({ ...files, "snapshots/people.yml": yaml, ...people("(1, 'Ada', 1)") });
    const { out, err, code } = await project.ptx("build");
    expect(code).toBe(1);
    expect(out + err).toContain("snapshot_guessed_strategy");
  });
});

test("a macro that the project puts in the place of one of dbt's is called", async () => {
  project.write({
    "project.yml": "name: shop\n",
    "macros/hash.sql": `
{% macro default__snapshot_hash_arguments(args) -%}
  {% for arg in args %}cast({{ arg }} as varchar){{ " || '/' || " if not loop.last }}{% endfor %}
{%- endmacro %}
`,
    "snapshots/people.yml": `
snapshots:
  - name: people_history
    relation: ref('people')
    config: {strategy: check, unique_key: id, check_cols: [name], updated_at: version}
`,
    ...people("(1, 'Ada', 1)"),
  });
  await built();
  project.write(people("(1, 'Ada L.', 2)"));
  await built();
  expect(await history("dbt_scd_id, name, dbt_valid_from, dbt_valid_to")).toBe(
    "dbt_scd_id,name,dbt_valid_from,dbt_valid_to\n1/1,Ada,1,2\n1/2,Ada L.,2,\n",
  );
});
