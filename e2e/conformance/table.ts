/** The page that says what each warehouse can do, from what the suite holds true. */
import { resolve } from "node:path";
import { areas } from "./areas.ts";
import type { Area, Behaviour, Gap } from "./behaviour.ts";
import { judgedSubjects } from "./built-in.ts";
import type { Subject } from "./subject.ts";

export const tablePath = resolve(import.meta.dirname, "../../docs/reference/conformance.md");

const verdicts: Readonly<Record<Gap["kind"], string>> = {
  unsupported: "no",
  untestable: "?",
  defect: "defect",
};

const row = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;

/** A line for each behaviour; what is not simply true has a number that leads to a reason. */
function section(area: Area, subjects: readonly Subject[]): string {
  const { title, behaviours } = area;
  const notes: string[] = [];
  const cell = (behaviour: Behaviour, subject: Subject): string => {
    const gap = subject.gapOf(area, behaviour);
    if (gap === undefined) return "yes";
    const note = `${subject.title}: ${gap.because}.`;
    if (!notes.includes(note)) notes.push(note);
    return `${verdicts[gap.kind]} (${notes.indexOf(note) + 1})`;
  };
  const rows = behaviours.map((behaviour) =>
    row([
      behaviour.name.replaceAll("|", "\\|"),
      ...subjects.map((subject) => cell(behaviour, subject)),
    ]),
  );
  const head = row([title, ...subjects.map((subject) => subject.title)]);
  const rule = row(["---", ...subjects.map(() => "---")]);
  const list = notes.map((note, i) => `${i + 1}. ${note}`);
  return [`## ${title}`, "", head, rule, ...rows, ...(list.length > 0 ? ["", ...list] : [])].join(
    "\n",
  );
}

function counts(subject: Subject): string {
  const kinds = areas.flatMap((area) =>
    area.behaviours.map((behaviour) => subject.gapOf(area, behaviour)?.kind),
  );
  const count = (kind: Gap["kind"] | undefined) => kinds.filter((one) => one === kind).length;
  const numbers = [count(undefined), count("unsupported"), count("untestable"), count("defect")];
  return row([subject.title, subject.server, ...numbers.map(String)]);
}

const ownWarehouses = `\`npm run test:warehouses\` tries each line on each warehouse, and fails where one of them does something else than
this page says. It writes the page, too: \`npm run test:warehouses -- --write\`.`;

/**
 * @param subjects The columns, in their order.
 * @param how Who tries it, and who writes the page.
 */
export function table(
  subjects: readonly Subject[] = judgedSubjects,
  how: string = ownWarehouses,
): string {
  const intro = `# What works on which warehouse

${how}

- **yes**: tried, and it works.
- **no**: the warehouse has nothing like it, or the adapter leaves it out. Tried: it fails.
- **?**: the server at hand cannot show it.
- **defect**: it should work, and does not yet. Tried: it fails.
`;
  const head = row(["Warehouse", "Tried on", "yes", "no", "?", "defect"]);
  const summary = [head, row(Array(6).fill("---")), ...subjects.map(counts)].join("\n");
  return `${[intro, summary, "", ...areas.map((area) => `${section(area, subjects)}\n`)].join("\n")}`;
}
