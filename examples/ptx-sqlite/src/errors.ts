/** What SQLite says when it refuses. */
import type { AdapterKit } from "ptx";

type Says = (part: string) => string;

/**
 * SQLite names what it stumbled over and not where. A syntax error is where the text up to there
 * has the same one; a name is where it first stands.
 */
function offsetIn(sql: string, message: string, says: Says): number | undefined {
  const [, token, name] =
    /^near "(.+)": syntax error|^no such (?:column|table|function): (.+)$/s.exec(message) ?? [];
  if (token !== undefined) {
    const ends = [...sql.matchAll(new RegExp(escaped(token), "g"))];
    return ends.find(({ index }) => says(sql.slice(0, index + token.length)) === message)?.index;
  }
  const last = name?.split(".").at(-1);
  if (last === undefined) return undefined;
  return new RegExp(`(?<![\\w])${escaped(last)}(?![\\w])`).exec(sql)?.index;
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");

/** @throws PtxError always: PTX4008 while another process writes, else PTX4001. */
export function refuse(kit: AdapterKit, sql: string, error: unknown, says: Says): never {
  // What ptx itself has said already stays.
  if (!(error instanceof Error) || error.name !== "SQLite3Error") throw error;
  const { message } = error;
  if (message === "database is locked") {
    throw new kit.PtxError("PTX4008", "another process writes to the SQLite file", {
      cause: error,
      hint: "Run again when it is done. If none is, a killed one has left a `.lock` beside the file: remove it.",
    });
  }
  throw kit.rejected({ sql, message, offset: offsetIn(sql, message, says) });
}
