/** The parts of `snowflake-sdk` that are used, and its set-up: it writes no log of its own. */
import type { Connection, ConnectionOptions, RowStatement, StatementOption } from "snowflake-sdk";
import { loadDriver } from "../driver.ts";

export type { Connection, ConnectionOptions, RowStatement };

type Sdk = typeof import("snowflake-sdk");

/** The version that the tests ran with. */
const packages = ["snowflake-sdk@3.3.0"];

let configured: Promise<Sdk> | undefined;

/** @throws PtxError PTX4013 when the driver is not installed. */
export function snowflakeSdk(): Promise<Sdk> {
  configured ??= load();
  return configured;
}

async function load(): Promise<Sdk> {
  const loaded = await loadDriver(() => import("snowflake-sdk"), "Snowflake", packages);
  // A CommonJS module: its exports are those of the default.
  const { default: sdk } = loaded as unknown as { default: Sdk };
  // Its log would hold statements and tokens, in a file of the folder where the command runs.
  sdk.configure({ logLevel: "OFF", additionalLogToConsole: false });
  return sdk;
}

/** Values come as texts, which are exact; numbers of whole columns would lose digits on their way. */
export const asTexts: Pick<
  ConnectionOptions,
  "fetchAsString" | "representNullAsStringNull" | "jsTreatIntegerAsBigInt" | "rowMode"
> = {
  fetchAsString: ["String", "Boolean", "Number", "Date", "JSON", "Buffer"],
  representNullAsStringNull: false,
  jsTreatIntegerAsBigInt: true,
  rowMode: "array",
};

export interface Answer {
  readonly statement: RowStatement;
  /** Absent where rows are streamed. */
  readonly rows: readonly (readonly (string | null)[])[];
}

/** Sends a statement; `started` gets it before there is an answer. */
export function send(
  connection: Connection,
  options: Omit<StatementOption, "complete">,
  started: (statement: RowStatement) => void,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const statement = connection.execute({
      ...options,
      complete: (error, done, rows) => {
        if (error) reject(error);
        else resolve({ statement: done, rows: rows ?? [] });
      },
    });
    started(statement);
  });
}

export function login(connection: Connection): Promise<Connection> {
  return new Promise((resolve, reject) => {
    // What the promise rejects with has come through the callback before, or never will.
    connection
      .connectAsync((error, connected) => (error ? reject(error) : resolve(connected)))
      .catch(reject);
  });
}

/** Ends the session on the server; one that is gone already is what is wanted. */
export function logout(connection: Connection): Promise<void> {
  return new Promise((resolve) => {
    if (connection.isUp()) connection.destroy(() => resolve());
    else resolve();
  });
}
