/** Several statements in one message: each gets what is its own. */
import { expect, test } from "vitest";
import { type Answer, Message, statementOf } from "./message.ts";

const opening = "begin; select txid_current();\n";
const results = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ rowCount: i }) as unknown as Answer);

test("each text is told of its own last statement", () => {
  const message = new Message(opening, ["create a", "insert b;\ninsert c", "drop d"]);
  expect(message.text).toBe(`${opening}create a;\ninsert b;\ninsert c;\ndrop d`);
  const tags = ["BEGIN", "SELECT 1", "SELECT 7", "INSERT 0 1", "INSERT 0 2", "DROP TABLE"];
  expect(message.told(results(6), tags)).toMatchObject([
    { message: "SELECT 7", code: "SELECT", rowsAffected: 2 },
    { message: "INSERT 0 2", code: "INSERT", rowsAffected: 4 },
    { message: "DROP TABLE", rowsAffected: 5 },
  ]);
});

test("a place in the message is one in its text, counted in characters", () => {
  const statements = ["select '😀'", "select wrong"];
  const message = new Message(opening, statements);
  const position = `${[...message.text.slice(0, message.text.indexOf("wrong"))].length + 1}`;
  const error = message.blamed(Object.assign(new Error("no column"), { position }), 3);
  expect(error).toMatchObject({ position: "8" });
  expect(statementOf(error)).toBe("select wrong");
});

test.each([
  [2, "select 1/0"],
  [3, "insert b; insert c"],
  [4, "insert b; insert c"],
  [5, "drop d"],
])("an error without a place, behind %i statements, is that of %j", (completed, expected) => {
  const message = new Message(opening, ["select 1/0", "insert b; insert c", "drop d"]);
  expect(statementOf(message.blamed(new Error("division by zero"), completed))).toBe(expected);
});
