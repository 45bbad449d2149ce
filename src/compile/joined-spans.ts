/** Text put together from pieces that each know where they came from. */
import type { Origin, Rendered, SpanMap } from "../core/compiled.ts";

class JoinedSpans implements SpanMap {
  readonly #starts: readonly number[];
  readonly #pieces: readonly (SpanMap | undefined)[];
  constructor(starts: readonly number[], pieces: readonly (SpanMap | undefined)[]) {
    this.#starts = starts;
    this.#pieces = pieces;
  }
  locate(offset: number): Origin | undefined {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return this.#pieces[low]?.locate(offset - (this.#starts[low] ?? 0));
  }
}

/** The pieces in a row; plain texts come from no template. */
export function joined(pieces: readonly (string | Rendered)[]): Rendered {
  const starts: number[] = [];
  let text = "";
  for (const piece of pieces) {
    starts.push(text.length);
    text += typeof piece === "string" ? piece : piece.text;
  }
  const spans = pieces.map((piece) => (typeof piece === "string" ? undefined : piece.spans));
  return { text, spans: new JoinedSpans(starts, spans) };
}

/** A part of a rendered text. */
export function part({ text, spans }: Rendered, from: number, to = text.length): Rendered {
  return { text: text.slice(from, to), spans: { locate: (offset) => spans.locate(offset + from) } };
}
