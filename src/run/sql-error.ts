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
  /** How long it is, where something stands behind it that did not come from the template. */
  readonly length?: number;
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
    .filter((line) => !hinted || !/^(Candidate [a-z]+: |Did you mean )/.test(line));
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
  const within = facts.offset - sent.from;
  const origin =
    within < 0 || within > (sent.length ?? within) ? undefined : sent.spans.locate(within);
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

/** A statement in one line, cut where it gets long. */
function inOneLine(sql: string): string {
  const line = sql.trim().replaceAll(/\s+/g, " ");
  return line.length > 120 ? `${line.slice(0, 117)}...` : line;
}

/**
 * Runs a hook as it was rendered; a text of blanks does nothing. An error shows the statement, and
 * points into the macro that printed the place: a hook's own text may stand in any of several files.
 *
 * @param name What the hook is called: `pre-hook`.
 */
export async function executeHook(
  session: Session,
  { text, spans }: Rendered,
  name: string,
): Promise<void> {
  if (text.trim() === "") return;
  try {
    await session.execute(text);
  } catch (error) {
    const sent = { statement: text, spans, from: 0 };
    const located = locateSqlError(error, sent);
    if (!(located instanceof PtxError)) throw located;
    const { code, message, hint, at, related = [] } = located.diagnostic;
    const what = withoutPlace(message, hint !== undefined);
    throw new PtxError(code, `In a ${name}: ${what}\nstatement: ${inOneLine(text)}`, {
      at: related.length > 0 ? at : undefined,
      hint,
      related: related.slice(0, -1),
      cause: located.cause,
    });
  }
}
