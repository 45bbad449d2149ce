/** Text being rendered, and where each piece of it came from. */
import type { Origin, SpanMap } from "../../core/compiled.ts";
import type { Related } from "../../core/location.ts";
import type { Data, Print, Source } from "../ast.ts";
import { toText } from "../printing.ts";
import { placeOf } from "../source.ts";
import type { CallSite, Value } from "../value.ts";

/** The macro whose output a piece is, and where it was called. */
export interface Caller {
  readonly label: string;
  readonly site: CallSite;
}

/** A macro's output, and the statement that printed it. */
interface Nested {
  readonly type: "nested";
  readonly node: Print;
  readonly made: Output;
}

/**
 * Pieces are appended in order; a macro printed by itself becomes a nested piece, so nothing is
 * copied however deep macros go. Places are worked out only when `locate` asks.
 */
export class Output implements SpanMap {
  text = "";
  readonly source: Source;
  readonly caller: Caller | undefined;
  readonly #starts: number[] = [];
  readonly #pieces: (Data | Print | Nested)[] = [];

  constructor(source: Source, caller?: Caller) {
    this.source = source;
    this.caller = caller;
  }

  data(node: Data): void {
    this.#starts.push(this.text.length);
    this.#pieces.push(node);
    this.text += node.text;
  }

  /** The text of a printed expression; `made` is what made it, if that was a macro. */
  print(node: Print, text: string, made: Output | undefined): void {
    if (text === "") return;
    this.#starts.push(this.text.length);
    this.#pieces.push(made === undefined ? node : { type: "nested", node, made });
    this.text += text;
  }

  /** A printed value that is not text. */
  value(node: Print, value: Value): void {
    this.print(node, toText(value), undefined);
  }

  locate(offset: number): Origin | undefined {
    return this.#locate(offset, []);
  }

  #locate(offset: number, outer: readonly Related[]): Origin | undefined {
    if (offset < 0 || this.#pieces.length === 0) return undefined;
    const stack = this.caller === undefined ? outer : [calledAt(this.caller), ...outer];
    const index = this.#indexAt(offset);
    const piece = this.#pieces[index];
    const within = offset - (this.#starts[index] ?? 0);
    if (piece === undefined) return undefined;
    if (piece.type === "nested") return piece.made.#locate(within, this.#printedAt(piece, stack));
    if (piece.type === "print") return { at: placeOf(this.source, piece.value.at), stack };
    return { at: placeOf(this.source, piece.at + sourceOffset(this.source, piece, within)), stack };
  }

  /**
   * The calls around a nested output. A macro that returns another's text has no output of its own:
   * then the statement that printed the text is shown as well.
   */
  #printedAt({ node, made }: Nested, stack: readonly Related[]): readonly Related[] {
    const site = made.caller?.site.at;
    const here = placeOf(this.source, node.value.at);
    if (site === undefined || (site.file === here.file && site.line === here.line)) return stack;
    return [{ message: "printed here", at: here }, ...stack];
  }

  /** Index of the last piece that starts at or before an offset. */
  #indexAt(offset: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

/** Line ends of the source may be longer than the `\n` that templates print. */
function sourceOffset({ text }: Source, { at }: Data, within: number): number {
  if (!text.includes("\r\n")) return within;
  let offset = 0;
  for (let seen = 0; seen < within; seen++) offset += text.startsWith("\r\n", at + offset) ? 2 : 1;
  return offset;
}

function calledAt({ label, site }: Caller): Related {
  return { message: `in ${label}, called here`, at: site.at };
}

/**
 * The output of the macro that returned last. Values carry no origin, so a macro leaves its
 * output here, and the statement that prints the very same text takes it. Calls may pass through
 * functions of others (dispatch, tracking) in between.
 */
let handedOver: Output | undefined;

export function handOver(output: Output): string {
  handedOver = output;
  return output.text;
}

/** The output that made `text`, if the last macro did. */
export function takeOver(text: string): Output | undefined {
  const output = handedOver;
  handedOver = undefined;
  return output?.text === text ? output : undefined;
}
