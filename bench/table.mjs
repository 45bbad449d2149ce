/** What ptx must reach, judged on measurements, as a Markdown table. */

/**
 * A row compares two measurements by time or memory. `atLeast`: the other takes so many times as
 * much as ptx. `atMost`: ptx takes at most so many times as much as the other.
 */
export const goals = [
  { what: "parse, cold", ptx: "parse cold", other: "dbt parse cold", atLeast: 25 },
  { what: "parse, warm", ptx: "parse warm", other: "dbt parse warm", atLeast: 20 },
  {
    what: "parse, cold: memory",
    ptx: "parse cold",
    other: "dbt parse cold",
    by: "peak",
    atMost: 1,
  },
  {
    what: "parse, warm: memory",
    ptx: "parse warm",
    other: "dbt parse warm",
    by: "peak",
    atMost: 1,
  },
  { what: "compile", ptx: "compile", other: "dbt compile", atLeast: 25 },
  { what: "build of one model", ptx: "build one", other: "dbt build one", atLeast: 15 },
  { what: "build", ptx: "build", other: "dbt build", atLeast: 12 },
  { what: "build, against the floor", ptx: "build", other: "floor", atMost: 1 },
  { what: "--version, against empty Node", ptx: "version", other: "empty node", atMost: 1.3 },
  { what: "ls warm, against empty Node", ptx: "ls warm", other: "empty node", atMost: 4 },
  {
    what: "ten times the models: parse time",
    ptx: "parse cold ×10",
    other: "parse cold ×1",
    atMost: 12,
  },
  {
    what: "ten times the models: memory",
    ptx: "parse cold ×10",
    other: "parse cold ×1",
    by: "peak",
    atMost: 12,
  },
];

/** Rows for the goals whose measurements are there. */
export function judge(measurements) {
  return goals.flatMap((goal) => {
    const by = goal.by ?? "seconds";
    const own = measurements[goal.ptx]?.[by];
    const other = measurements[goal.other]?.[by];
    if (own === undefined || other === undefined) return [];
    const ratio = goal.atLeast === undefined ? own / other : other / own;
    const ok = goal.atLeast === undefined ? ratio <= goal.atMost : ratio >= goal.atLeast;
    return [
      { ...goal, own, other, ratio, ok, unit: by === "peak" ? "MB" : "s", against: goal.other },
    ];
  });
}

export function tableOf(rows) {
  const number = (value, unit) =>
    `${value.toFixed(unit === "MB" ? 0 : value < 10 ? 2 : 1)} ${unit}`;
  const target = ({ atLeast, atMost }) =>
    atLeast === undefined ? `at most ${atMost}×` : `at least ${atLeast}×`;
  const cells = rows.map((row) => [
    row.what,
    number(row.own, row.unit),
    `${number(row.other, row.unit)} (${row.against})`,
    row.atLeast === undefined ? `${row.ratio.toFixed(2)}×` : `${row.ratio.toFixed(1)}× faster`,
    target(row),
    row.ok ? "ok" : "**short**",
  ]);
  const header = ["what", "ptx", "compared with", "ratio", "target", ""];
  const widths = header.map((title, i) =>
    Math.max(title.length, ...cells.map((row) => row[i].length)),
  );
  const line = (row) => `| ${row.map((cell, i) => cell.padEnd(widths[i])).join(" | ")} |`;
  const rule = `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`;
  return [line(header), rule, ...cells.map(line)].join("\n");
}
