/** Leads the error of a statement back to the template that the statement came from. */
import type { Session, SqlErrorFacts } from "../core/adapter.ts";
import type { Rendered, SpanMap } from "../core/compiled.ts";
import { PtxError } from "../core/error.ts";

/** Text that came from a template, and where it stands in the statement that was sent. */
export interface Sent {
  readonly statement: string;
  readonly spans: SpanMap;
  /** Offset of the rendered text in the statement. */
  readonly from: number;
}

/** The warehouse's facts in an error of a session; `undefined` for other errors. */
export function sqlErrorFacts(error: unknown): SqlErrorFacts | undefined {
  const cause = error instanceof PtxError ? error.cause : undefined;
  if (cause === null || typeof cause !== "object") return undefined;
  return "sql" in cause && "candidates" in cause ? (cause as SqlErrorFacts) : undefined;
}

/** `"idd"` is what `Referenced column "idd" not found` is about: that is what to underline. */
function lengthAt(sql: string, offset: number): number {
  const [word = ""] = /^(?:"[^"]*"|\w+)/.exec(sql.slice(offset)) ?? [];
  return Math.max(1, word.length);
}

/** The message without what the place in the template and the hint say better. */
function withoutPlace(message: string, hinted: boolean): string {
  const kept = message
    .split("\n")
    .filter((line) => !/^\(line \d+, column \d+ of the statement\)$/.test(line))
    .filter((line) => !hinted || !/^Candidate [a-z]+: /.test(line));
  return kept.join("\n").trim();
}

/**
 * The error with the place in the template that it is about; unchanged when it has a place, or when
 * the warehouse does not point into the text that came from the template.
 */
export function locateSqlError(error: unknown, sent: Sent | undefined): unknown {
  const facts = sqlErrorFacts(error);
  if (!(error instanceof PtxError) || error.diagnostic.at || !facts || !sent) return error;
  if (facts.offset === undefined || facts.sql !== sent.statement) return error;
  const origin = sent.spans.locate(facts.offset - sent.from);
  if (!origin) return error;
  const { code, message, hint, related = [] } = error.diagnostic;
  const known = facts.candidates.slice(0, 5).map((name) => `\`${name}\``);
  return new PtxError(code, withoutPlace(message, known.length > 0), {
    at: { length: lengthAt(facts.sql, facts.offset), ...origin.at },
    hint: hint ?? (known.length > 0 ? `Did you mean ${known.join(", ")}?` : undefined),
    related: [...related, ...origin.stack],
    cause: error.cause,
  });
}

/**
 * Runs text that came from a template, as it is; a text of blanks does nothing. Errors point into
 * the template, to its start where the warehouse does not say more.
 */
export async function executeRendered(session: Session, { text, spans }: Rendered): Promise<void> {
  if (text.trim() === "") return;
  try {
    await session.execute(text);
  } catch (error) {
    const located = locateSqlError(error, { statement: text, spans, from: 0 });
    if (!(located instanceof PtxError) || located.diagnostic.at) throw located;
    const { code, message, hint, related } = located.diagnostic;
    const at = spans.locate(text.search(/\S/))?.at;
    throw new PtxError(code, message, { at, hint, related, cause: located.cause });
  }
}
