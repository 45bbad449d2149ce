import { expect, test } from "vitest";
import type { ProfileFacts } from "../core/dialect.ts";
import { settingProblems } from "./profile-keys.ts";

const facts: ProfileFacts = {
  defaultSchema: "main",
  aliases: { file: "path" },
  keys: {
    path: { kind: "text", about: "path of the database file", required: true },
    read_only: { kind: "flag", about: "wish to write nothing" },
    timeout: { kind: "number", about: "seconds to wait" },
  },
};

const locate = (key?: string) => ({
  file: "profiles.yml",
  line: key === undefined ? 1 : 2,
  column: 1,
});

test.each([
  [{ type: "x", path: "a.db", schema: "main", threads: 4, timeout: 3, read_only: false }, []],
  [{ type: "x", file: "a.db", timeout: null }, []],
  [{ type: "x" }, ["`path` of the target is not set"]],
  [{ path: "a", read_only: "no" }, ["`read_only` of the target is not true or false"]],
  [{ path: "a", timeout: "soon" }, ["`timeout` of the target is not a number"]],
  [{ path: "a", time_out: 3 }, ["the target has no setting `time_out`"]],
] as const)("%j", (output, messages) => {
  const problems = settingProblems(output, facts, locate);
  expect(problems.map(({ message }) => message)).toEqual(messages);
});

test("a mistyped key leads to the one that was meant, and its value is not shown", () => {
  const [problem] = settingProblems({ path: "a", time_out: 3 }, facts, locate);
  expect(problem).toMatchObject({ code: "PTX4005", at: { line: 1 } });
  expect(problem?.hint).toMatch(/^Did you mean `timeout`\?/);
});

test("nothing is checked where an adapter does not list its keys", () => {
  const { keys: _, ...open } = facts;
  expect(settingProblems({ anything: 1 }, open, locate)).toEqual([]);
});
