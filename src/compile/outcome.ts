/** What a render leaves besides its text: notes, and errors that point at the user's own template. */
import type { Origin, Rendered } from "../core/compiled.ts";
import { PtxError } from "../core/error.ts";
import type { Emit } from "../core/event.ts";
import type { Location, Related } from "../core/location.ts";
import type { NodeId } from "../core/node.ts";
import { builtinPackage, ownPackage } from "./macro-index.ts";
import type { Note } from "./render-state.ts";

export function emitNotes(notes: readonly Note[], node: NodeId | undefined, emit: Emit): void {
  const at = new Date();
  for (const note of notes) {
    if (note.kind === "log")
      emit({ type: "log", level: note.level, message: note.message, node, at });
    else if (note.kind === "print") emit({ type: "output", text: note.message });
    else {
      const diagnostic = { ...note.error.diagnostic, severity: "warning" as const };
      emit({ type: "diagnostic", diagnostic, at });
    }
  }
}

const isBuiltin = ({ file }: Location): boolean =>
  file.startsWith(`${builtinPackage}/`) || file.startsWith(`${ownPackage}/`);

/**
 * The place of the user's own template for one inside of a built-in macro: that is what can be
 * changed. The built-in calls before it are left out.
 */
function ownPlace(at: Location, stack: readonly Related[]): Origin {
  if (!isBuiltin(at)) return { at, stack };
  const index = stack.findIndex((call) => !isBuiltin(call.at));
  const own = stack[index];
  return own === undefined ? { at, stack } : { at: own.at, stack: stack.slice(index + 1) };
}

/** An error of a render, at the user's own template. */
export function atUserTemplate(error: unknown): unknown {
  if (!(error instanceof PtxError) || error.diagnostic.at === undefined) return error;
  const { code, message, at, hint, related = [] } = error.diagnostic;
  const place = ownPlace(at, related);
  if (place.at === at) return error;
  return new PtxError(code, message, {
    at: place.at,
    hint,
    related: place.stack,
    cause: error.cause,
  });
}

/** The same text, whose places are those of the user's own templates. */
export function inUserTemplates({ text, spans }: Rendered): Rendered {
  const locate = (offset: number): Origin | undefined => {
    const origin = spans.locate(offset);
    return origin && ownPlace(origin.at, origin.stack);
  };
  return { text, spans: { locate } };
}
