/** SQL text rendered from a template, with the way back. */
import type { Location, Related } from "./location.ts";
import type { JsonObject, NodeId } from "./node.ts";

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

/** A node ready to run. */
export interface Compiled {
  readonly id: NodeId;
  /** With the CTEs of ephemeral parents put in front. */
  readonly sql: string;
  readonly spans: SpanMap;
  /** Config after rendering with `execute`: templates may set it from what they query. */
  readonly config: JsonObject;
}
