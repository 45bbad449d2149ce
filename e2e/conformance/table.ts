/** The page that says what each warehouse can do, from what the suite holds true. */
import { resolve } from "node:path";
import { areas } from "./areas.ts";
import { type Area, type Behaviour, type Gap, judged, type WarehouseName } from "./behaviour.ts";

export const tablePath = resolve(import.meta.dirname, "../../docs/reference/conformance.md");

const titles: Readonly<Record<WarehouseName, string>> = {
  duckdb: "DuckDB",
  postgres: "Postgres",
  snowflake: "Snowflake",
  bigquery: "BigQuery",
};

const verdicts: Readonly<Record<Gap["kind"], string>> = {
  unsupported: "no",
  untestable: "?",
  defect: "defect",
};

const servers: Readonly<Record<WarehouseName, string>> = {
  duckdb: "the library itself, in this process",
  postgres: "a Postgres server of its own",
  snowflake: "the emulator fakesnow, not Snowflake",
  bigquery: "the emulator bqemulator, not BigQuery",
};

const row = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;

/** A line for each behaviour; what is not simply true has a number that leads to a reason. */
function section({ title, behaviours }: Area): string {
  const notes: string[] = [];
  const cell = ({ gaps }: Behaviour, warehouse: WarehouseName): string => {
    const gap = gaps?.[warehouse];
    if (gap === undefined) return "yes";
    const note = `${titles[warehouse]}: ${gap.because}.`;
    if (!notes.includes(note)) notes.push(note);
    return `${verdicts[gap.kind]} (${notes.indexOf(note) + 1})`;
  };
  const rows = behaviours.map((behaviour) =>
    row([behaviour.name.replaceAll("|", "\\|"), ...judged.map((name) => cell(behaviour, name))]),
  );
  const head = row([title, ...judged.map((name) => titles[name])]);
  const rule = row(["---", ...judged.map(() => "---")]);
  const list = notes.map((note, i) => `${i + 1}. ${note}`);
  return [`## ${title}`, "", head, rule, ...rows, ...(list.length > 0 ? ["", ...list] : [])].join(
    "\n",
  );
}

function counts(warehouse: WarehouseName): string {
  const all = areas.flatMap(({ behaviours }) => behaviours);
  const kinds = all.map(({ gaps }) => gaps?.[warehouse]?.kind);
  const count = (kind: Gap["kind"] | undefined) => kinds.filter((one) => one === kind).length;
  const numbers = [count(undefined), count("unsupported"), count("untestable"), count("defect")];
  return row([titles[warehouse], servers[warehouse], ...numbers.map(String)]);
}

export function table(): string {
  const intro = `# What works on which warehouse

\`npm run test:warehouses\` tries each line on each warehouse, and fails where one of them does something else than
this page says. It writes the page, too: \`npm run test:warehouses -- --write\`.

- **yes**: tried, and it works.
- **no**: the warehouse has nothing like it, or the adapter leaves it out. Tried: it fails.
- **?**: the server at hand cannot show it.
- **defect**: it should work, and does not yet. Tried: it fails.
`;
  const head = row(["Warehouse", "Tried on", "yes", "no", "?", "defect"]);
  const summary = [head, row(Array(6).fill("---")), ...judged.map(counts)].join("\n");
  return `${[intro, summary, "", ...areas.map((area) => `${section(area)}\n`)].join("\n")}`;
}
