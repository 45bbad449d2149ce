/** Messages in BigQuery's form, written by hand: the emulator's name no places. */
import { expect, test } from "vitest";
import type { SqlErrorFacts } from "../../core/adapter.ts";
import { statementError } from "./errors.ts";
import { Failure } from "./failure.ts";

const failed = (sql: string, message: string, reason = "invalidQuery") =>
  statementError(sql, new Failure(message, { reason, ofJob: true }), false);

const at = (sql: string, message: string): string | undefined => {
  const { offset } = failed(sql, message).cause as SqlErrorFacts;
  return offset === undefined ? undefined : sql.slice(offset);
};

test.each([
  ["select 1 +", "Syntax error: Unexpected end of script at [1:11]", ""],
  ["select\n  idd\nfrom t", "Unrecognized name: idd at [2:3]", "idd\nfrom t"],
  ["select '😀', idd", "Unrecognized name: idd at [1:13]", "idd"],
  ["select\n\tidd", "Unrecognized name: idd at [2:9]", "idd"],
  ["select a,\tidd", "Unrecognized name: idd at [1:17]", "idd"],
  [
    "begin\n  select 1/0;\nend",
    "Query error: division by zero at [1:1]; reason: division by zero at [2:10]",
    "1/0;\nend",
  ],
])("%j: %s", (sql, message, rest) => expect(at(sql, message)).toBe(rest));

test("the place stands behind the message, and the names that were meant are candidates", () => {
  const error = failed("select idd", "Unrecognized name: idd; Did you mean id? at [1:8]");
  expect(error.diagnostic).toMatchObject({
    code: "PTX4001",
    message:
      "Database Error: Unrecognized name: idd; Did you mean id?\n(line 1, column 8 of the statement)",
  });
  expect((error.cause as SqlErrorFacts).candidates).toEqual(["id"]);
});

test.each([
  [
    "accessDenied",
    "Access Denied: Table demo:shop.t: User does not have permission",
    /Data Editor/,
  ],
  [
    "bytesBilledLimitExceeded",
    "Query exceeded limit for bytes billed: 1000",
    /maximum_bytes_billed/,
  ],
  ["quotaExceeded", "Quota exceeded: Your project exceeded quota", /quota/],
  ["notFound", "Not found: Table demo:shop.t was not found in location EU", /location/],
  [
    "stopped",
    "Job execution was cancelled: Job timed out after 10s",
    /job_execution_timeout_seconds/,
  ],
])("%s: the hint says what to do", (reason, message, hint) => {
  const { diagnostic } = failed("select 1", message, reason);
  expect(diagnostic.code).toBe("PTX4001");
  expect(diagnostic.hint).toMatch(hint);
});

test("a message without a place keeps its text", () => {
  const { diagnostic, cause } = failed("select 1", "Resources exceeded");
  expect(diagnostic.message).toBe("Database Error: Resources exceeded");
  expect((cause as SqlErrorFacts).offset).toBeUndefined();
});
