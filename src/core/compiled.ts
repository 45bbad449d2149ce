/** SQL text rendered from a template, with the way back. */
import type { Location, Related } from "./location.ts";
import type { JsonObject, MacroId, NodeId } from "./node.ts";

/** Where a piece of rendered text comes from: the innermost template, and how it was reached. */
export interface Origin {
  readonly at: Location;
  /** Macro calls around it, innermost first: "in macro money, called at …". */
  readonly stack: readonly Related[];
}

export interface SpanMap {
  /** Origin of the character at an offset of the rendered text. */
  locate(offset: number): Origin | undefined;
}

export interface Rendered {
  readonly text: string;
  readonly spans: SpanMap;
}

/** What compiling a node found out about it, for the manifest. */
export interface CompileFacts {
  /** SQL of the node itself where it is not run: ephemeral models. */
  readonly sql?: string;
  /** Macros that its template called; more than at first reading, where `execute` hid some. */
  readonly macros: readonly MacroId[];
  /** The CTEs in front of its query. */
  readonly extra_ctes: readonly { readonly id: NodeId; readonly sql: string }[];
}

/** A node ready to run. */
export interface Compiled {
  readonly id: NodeId;
  /** With the CTEs of ephemeral parents put in front. */
  readonly sql: string;
  readonly spans: SpanMap;
  /** Config after rendering with `execute`: templates may set it from what they query. */
  readonly config: JsonObject;
}
