/** All names of the context, and who makes them. */
import { adapterMembers } from "./adapter.ts";
import { baseMembers } from "./base.ts";
import { exceptionMembers } from "./exceptions.ts";
import { flagMembers } from "./flags.ts";
import { iterationMembers } from "./iteration.ts";
import type { Member } from "./member.ts";
import { nodeMembers } from "./node-members.ts";
import { resultMembers } from "./results.ts";
import { variableMembers } from "./variables.ts";

export const members: ReadonlyMap<string, Member> = new Map(
  [
    baseMembers,
    flagMembers,
    variableMembers,
    nodeMembers,
    iterationMembers,
    resultMembers,
    exceptionMembers,
    adapterMembers,
  ].flatMap((group) => Object.entries(group)),
);
