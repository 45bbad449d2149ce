/** What a plan's steps become on a session that takes several statements at once. */
import { expect, test } from "vitest";
import type { Session } from "../core/adapter.ts";
import { drive } from "./drive.ts";
import type { Plan, Step } from "./materialization.ts";

const sql = (text: string, more: { main?: boolean; selectAt?: number } = {}): Step => ({
  kind: "sql",
  sql: text,
  main: false,
  ...more,
});

function* planOf(steps: readonly Step[]): Plan {
  for (const step of steps) yield step;
}

/** Runs steps; what was sent, by messages, and the result of the main statement. */
async function sent(steps: readonly Step[], more: Partial<Session> = {}) {
  const messages: string[][] = [];
  const told = (text: string) => ({ rowsAffected: undefined, message: `did ${text}` });
  const session = {
    execute: async (text: string) => {
      messages.push([text]);
      return told(text);
    },
    executeAll: async (texts: readonly string[]) => {
      messages.push([...texts]);
      return texts.map(told);
    },
    columns: async () => {
      messages.push(["columns"]);
      return [];
    },
    transaction: async (work: () => Promise<void>) => {
      await work();
      messages.push(["commit"]);
    },
    ...more,
  } as unknown as Session;
  const nothing = async () => Promise.reject(new Error("not expected"));
  const main = await drive(planOf(steps), { session, hook: async () => undefined, seed: nothing });
  return { messages, main: main?.message };
}

const begin: Step = { kind: "begin" };
const commit: Step = { kind: "commit" };

test("the statements of a transaction go together", async () => {
  const steps = [sql("a"), begin, sql("b", { main: true }), sql("c"), commit, sql("d"), sql("e")];
  expect(await sent(steps)).toEqual({
    messages: [["a"], ["b", "c"], ["commit"], ["d"], ["e"]],
    main: "did b",
  });
});

test("a question is asked where it stands", async () => {
  const relation = { database: undefined, schema: "s", name: "t" };
  const steps = [begin, sql("a"), { kind: "columns", relation } as const, sql("b"), commit];
  expect((await sent(steps)).messages).toEqual([["a"], ["columns"], ["b"], ["commit"]]);
});

test("two selects go apart: an error is led back to one of them", async () => {
  const steps = [begin, sql("a", { selectAt: 0 }), sql("b"), sql("c", { selectAt: 0 }), commit];
  expect((await sent(steps)).messages).toEqual([["a", "b"], ["c"], ["commit"]]);
});

test("what follows the commit goes along with it, as far as the session takes it", async () => {
  const behind: string[] = [];
  const afterCommit = (text: string) => text !== "e" && behind.push(text) > 0;
  const steps = [begin, sql("a"), commit, sql("d"), sql("e"), sql("f")];
  const { messages } = await sent(steps, { afterCommit });
  expect(behind).toEqual(["d"]);
  expect(messages).toEqual([["a"], ["commit"], ["e"], ["f"]]);
});

test("a session that takes one at a time gets one at a time", async () => {
  const steps = [begin, sql("a"), sql("b", { main: true }), commit];
  const more = { executeAll: undefined } as unknown as Partial<Session>;
  expect(await sent(steps, more)).toEqual({ messages: [["a"], ["b"], ["commit"]], main: "did b" });
});
