import { describe, expect, test } from "vitest";
import type { SqlErrorFacts } from "../../core/adapter.ts";
import { connectError, type DriverError, outcomeOf, statementError } from "./errors.ts";

interface Given {
  readonly code: string | number;
  readonly sqlState?: string;
  readonly message: string;
  readonly data?: NonNullable<DriverError["data"]>;
  readonly response?: NonNullable<DriverError["response"]>;
}

/** An error as the driver throws it, with the words of Snowflake. */
const thrown = ({ message, ...more }: Given): DriverError =>
  Object.assign(new Error(message), more) as DriverError;

const outside = { stopped: false, undone: false };

function factsFor(sql: string, given: Given, offset = 0) {
  const error = statementError({ sql, offset }, thrown(given), outside);
  return { error, facts: error.cause as SqlErrorFacts, ...error.diagnostic };
}

const sql = "create table t as (\n  select id,\n    nam\n  from people\n)";

describe("an error of the compiler", () => {
  const invalid: Given = {
    code: "000904",
    sqlState: "42000",
    message: "SQL compilation error: error line 3 at position 4\ninvalid identifier 'NAM'",
    data: { line: 3, pos: 4 },
  };

  test("points at the line and position that it names", () => {
    const { facts, message } = factsFor(sql, invalid);
    expect(sql.slice(facts.offset)).toMatch(/^nam\n/);
    expect(message).toBe(
      "Database Error: 000904 (42000): SQL compilation error: invalid identifier 'NAM'\n(line 3, column 5 of the statement)",
    );
  });

  test("points into the text that its statement is a part of", () => {
    const whole = `begin;\n${sql}`;
    const { facts } = factsFor(whole, invalid, "begin;\n".length);
    expect(whole.slice(facts.offset)).toMatch(/^nam\n/);
  });

  test.each([
    [
      "syntax error line 1 at position 7 unexpected 'tabel'.",
      "create tabel t",
      "tabel t",
      "syntax error unexpected 'tabel'.",
    ],
    [
      "parse error line 2 at position 0 near '<EOF>'.",
      "select (1\n",
      "",
      "parse error near '<EOF>'.",
    ],
  ])("%s", (told, statement, rest, message) => {
    const text = `SQL compilation error:\n${told}`;
    const { facts } = factsFor(statement, { code: "001003", sqlState: "42000", message: text });
    expect(statement.slice(facts.offset)).toBe(rest);
    expect(facts.message).toBe(`001003 (42000): SQL compilation error: ${message}`);
  });

  test.each([
    [
      "002003",
      "02000",
      "SQL compilation error:\nObject 'DB.S.NOPE' does not exist or not authorized.",
    ],
    ["100038", "22018", "Numeric value 'x' is not recognized"],
  ])("%s points nowhere", (code, sqlState, message) => {
    const { facts } = factsFor("select 1", {
      code,
      sqlState,
      message,
      data: { line: -1, pos: -1 },
    });
    expect(facts.offset).toBeUndefined();
    expect(facts.transient).toBeUndefined();
  });

  test("counts characters, not units of UTF-16", () => {
    const statement = "select '🙂', nam";
    const { facts } = factsFor(statement, { ...invalid, message: "x", data: { line: 1, pos: 12 } });
    expect(statement.slice(facts.offset)).toBe("nam");
  });
});

describe("what a failure leaves behind", () => {
  test.each([
    ["000625", "refused"],
    ["390112", "expired"],
    ["390114", "expired"],
    [407002, "expired"],
    [401001, "lost"],
    [402001, "lost"],
    ["000904", "final"],
    ["000604", "final"],
  ] as const)("%s: %s", (code, outcome) => {
    expect(outcomeOf(thrown({ code, message: "no" }))).toBe(outcome);
  });

  test.each([429, 503])(
    "an answer %i of HTTP may have been given after the statement ran",
    (statusCode) => {
      expect(outcomeOf(thrown({ code: 401002, message: "no", response: { statusCode } }))).toBe(
        "lost",
      );
      expect(
        outcomeOf(thrown({ code: 401002, message: "no", response: { statusCode: 400 } })),
      ).toBe("final");
    },
  );

  test("a deadlock is a conflict, and the node may be built again", () => {
    const message = "Your statement was aborted because a deadlock was detected";
    const { code, facts } = factsFor("update t set a = 1", { code: "000626", message });
    expect(code).toBe("PTX4008");
    expect(facts.transient).toBe(true);
  });

  test("a statement that nobody heard of again may have run", () => {
    const { code, hint, facts } = factsFor("insert into t select 1", {
      code: 401001,
      message: "socket hang up",
    });
    expect(code).toBe("PTX4014");
    expect(hint).toMatch(/query history/);
    expect(facts.transient).toBeUndefined();
  });

  test("in a transaction it has not", () => {
    const lost = thrown({ code: 401001, message: "socket hang up" });
    const error = statementError({ sql: "insert", offset: 0 }, lost, {
      stopped: false,
      undone: true,
    });
    expect((error.cause as SqlErrorFacts).transient).toBe(true);
  });

  test("stopped by us is PTX4003, by somebody else worth another try", () => {
    const stopped = thrown({
      code: "000604",
      sqlState: "57014",
      message: "SQL execution canceled",
    });
    const ours = statementError({ sql, offset: 0 }, stopped, { stopped: true, undone: false });
    const others = statementError({ sql, offset: 0 }, stopped, outside);
    expect(ours.diagnostic.code).toBe("PTX4003");
    expect(others.diagnostic.code).toBe("PTX4001");
    expect((others.cause as SqlErrorFacts).transient).toBe(true);
  });

  test("a time limit says which setting it is", () => {
    const message =
      "Statement reached its statement or warehouse timeout of 5 second(s) and was canceled.";
    expect(factsFor("select 1", { code: "000630", sqlState: "57014", message }).hint).toMatch(
      /`statement_timeout`/,
    );
  });
});

describe("an error of the log-in", () => {
  test.each([
    ["390100", "Incorrect username or password was specified.", /`user` and `password`/],
    ["390144", "JWT token is invalid.", /rsa_public_key/],
    [
      "390189",
      "Role 'R' specified in the connect string does not exist or not authorized.",
      /`role`/,
    ],
    [401001, "getaddrinfo ENOTFOUND acc.snowflakecomputing.com", /`account`/],
  ])("%s says what to check", (code, message, hint) => {
    const error = connectError(thrown({ code, message }), "acc/DB");
    expect(error.diagnostic.code).toBe("PTX4002");
    expect(error.diagnostic.hint).toMatch(hint);
  });

  test("keeps nothing of the driver's error, which may hold the request", () => {
    const raw = Object.assign(thrown({ code: 401001, message: "no" }), {
      config: { data: "secret" },
    });
    expect(connectError(raw, "acc/DB").cause).toBeUndefined();
  });
});
