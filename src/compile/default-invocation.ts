/** An invocation for those who resolve a project outside of a command. */
import type { Invocation, Project } from "../core/project.ts";

/** Stands in where a project is resolved outside of a command. */
export function defaultInvocation(project: Project): Invocation {
  return {
    id: "00000000-0000-0000-0000-000000000000",
    startedAt: new Date(),
    command: "parse",
    ptxVersion: "0",
    fullRefresh: false,
    storeFailures: false,
    empty: false,
    threads: project.target.threads,
    args: { which: "parse" },
  };
}
