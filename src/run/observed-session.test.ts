/** What a session of a run adds to statements, and takes out of what the warehouse says of them. */
import { expect, test } from "vitest";
import type { SqlErrorFacts } from "../core/adapter.ts";
import { PtxError } from "../core/error.ts";
import type { Event } from "../core/event.ts";
import { asNodeId } from "../core/node.ts";
import { ObservedSession } from "./observed-session.ts";
import { systemClock } from "./ports.ts";

test.each([
  { append: false, sent: "/* of m */\nselect 1 as a" },
  { append: true, sent: "select 1 as a\n/* of m */" },
])("statements carry the comment, events do not (append: $append)", async ({ append, sent }) => {
  const texts: string[] = [];
  const events: Event[] = [];
  const inner = { query: async (sql: string) => void texts.push(sql) };
  const session = new ObservedSession(inner as never, {
    node: asNodeId("model.shop.m"),
    emit: (event) => events.push(event),
    clock: systemClock,
    comment: { text: "of m", append },
  });
  await session.query("select 1 as a");
  expect(texts).toEqual([sent]);
  expect(events).toMatchObject([{ type: "statement", sql: "select 1 as a" }]);
});

test("a complaint points into the statement as it was without the comment", async () => {
  const sql = "select\n  wrong_name";
  const inner = {
    execute: async (text: string) => {
      const cause: SqlErrorFacts = {
        message: "",
        sql: text,
        offset: text.indexOf("wrong"),
        candidates: [],
      };
      const message = "no column wrong_name\n(line 3, column 3 of the statement)";
      throw new PtxError("PTX4001", message, { cause });
    },
  };
  const session = new ObservedSession(inner as never, {
    node: undefined,
    emit: () => undefined,
    clock: systemClock,
    comment: { text: "of m", append: false },
  });
  await expect(session.execute(sql)).rejects.toMatchObject({
    message: "no column wrong_name\n(line 2, column 3 of the statement)",
    cause: { sql, offset: 9 },
  });
});
