/** Plays a planted failure: makes its project, runs its commands, tells what came of it. */
import { join } from "node:path";
import { Project, type Ran } from "../rig.ts";
import { type FailureCase, type Outcome, words } from "./cases.ts";

interface Result {
  readonly unique_id: string;
  readonly status: string;
}

/** Statuses of the artifacts that a command left, which are taken away. */
function takeStatuses(project: Project): Record<string, string> {
  const found = ["run_results.json", "sources.json"].flatMap((name): Result[] => {
    const path = join("target", name);
    if (!project.has(path)) return [];
    const { results } = JSON.parse(project.read(path));
    project.erase([path]);
    return results;
  });
  return Object.fromEntries(found.map(({ unique_id, status }) => [unique_id, status]));
}

/** What a user sees, without what differs between two runs or two machines. */
function shown(line: string, { code, stdout, stderr }: Ran, folder: string): string {
  const text = (output: string) =>
    output
      .replaceAll(folder, "PROJECT")
      .replaceAll(/ptx \d+\.\d+\.\d+[\w.-]*/g, "ptx VERSION")
      .replaceAll(/\d+(\.\d+)? (s|ms|minutes?) to plan/g, "TIME to plan")
      .replaceAll(/\b\d+\.\d+ ?s\b/g, "TIME")
      .replaceAll(/[ .]{3,}(?=\[)/g, " ... ");
  const parts = [
    `$ ptx ${line}`,
    text(stdout),
    stderr && `[stderr]\n${text(stderr)}`,
    `[exit ${code}]`,
  ];
  return parts
    .filter((part) => part !== "")
    .map((part) => part.trimEnd())
    .join("\n");
}

/** Runs all steps of a case: how each command ended, and what was read on the terminal. */
export async function outcomesOf({ files, steps }: FailureCase) {
  const project = new Project({ "project.yml": null, ...files });
  const outcomes: Outcome[] = [];
  const outputs: string[] = [];
  try {
    for (const { remove = [], write = {}, run } of steps) {
      project.erase(remove);
      project.write(write);
      if (run === undefined) continue;
      const ran = await project.start(words(run)).ended;
      outputs.push(shown(run, ran, project.folder));
      outcomes.push({ run, exit: ran.code, statuses: takeStatuses(project) });
    }
  } finally {
    project.remove();
  }
  return { outcomes, outputs };
}
