import { expect, test } from "vitest";
import { diagnosticsOf } from "../../core/error.ts";
import { outcomeOf, statementError } from "./errors.ts";

const told = (code: string, message = "said so", more: object = {}) =>
  Object.assign(new Error(message), { severity: "ERROR", code, ...more });
const network = (code: string) => Object.assign(new Error(code), { code });

test.each([
  [told("40P01"), "rolled-back"],
  [told("40001"), "rolled-back"],
  [told("53300", "too many clients"), "rolled-back"],
  [told("23505", 'violates unique constraint "pg_namespace_nspname_index"'), "rolled-back"],
  [told("23505", 'violates unique constraint "orders_pkey"'), "final"],
  [told("57P01"), "lost"],
  [network("ECONNRESET"), "lost"],
  [new Error("Connection terminated unexpectedly"), "lost"],
  [told("42P01"), "final"],
  [told("22012"), "final"],
])("what is left after %s: %s", (error, outcome) => expect(outcomeOf(error)).toBe(outcome));

const inside = { stopped: false, inTransaction: true };
const outside = { stopped: false, inTransaction: false };

test.each([
  [network("ECONNRESET"), inside, "PTX4014", true],
  [network("ECONNRESET"), outside, "PTX4014", undefined],
  [told("40P01"), inside, "PTX4008", true],
  [told("57014", "canceling statement due to user request"), inside, "PTX4001", true],
  [told("57014", "canceling statement due to statement timeout"), inside, "PTX4001", undefined],
  [told("57014"), { ...inside, stopped: true }, "PTX4003", undefined],
  [told("53100", "could not extend file"), outside, "PTX4007", undefined],
  [told("42703"), outside, "PTX4001", undefined],
])("%s in %j is %s, transient: %s", (error, circumstances, code, transient) => {
  const found = statementError("select 1", error, circumstances);
  expect(found.diagnostic.code).toBe(code);
  expect((found.cause as { transient?: boolean }).transient).toBe(transient);
});

test("the message points to the line, and the hint of the server becomes a candidate", () => {
  const error = told("42703", 'column "idd" does not exist', {
    position: "12",
    hint: 'Perhaps you meant to reference the column "orders.id".',
  });
  const found = statementError("select\n  1, idd from orders", error, outside);
  const [diagnostic] = diagnosticsOf(found) ?? [];
  expect(diagnostic?.message).toContain("(line 2, column 5 of the statement)");
  expect(found.cause).toMatchObject({ offset: 11, candidates: ["id"] });
});
