/** What a render leaves besides its text: notes, and errors that point at the user's own template. */
import { PtxError } from "../core/error.ts";
import type { Emit } from "../core/event.ts";
import type { NodeId } from "../core/node.ts";
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

/**
 * An error inside of a built-in macro is shown where the user's template called it: that is what
 * can be changed. The built-in calls before it are left out.
 */
export function atUserTemplate(error: unknown, builtinPackage: string): unknown {
  if (!(error instanceof PtxError)) return error;
  const { code, message, at, hint, related = [] } = error.diagnostic;
  const isBuiltin = (file: string): boolean => file.startsWith(`${builtinPackage}/`);
  if (at === undefined || !isBuiltin(at.file)) return error;
  const index = related.findIndex((call) => !isBuiltin(call.at.file));
  const own = related[index];
  if (own === undefined) return error;
  return new PtxError(code, message, {
    at: own.at,
    hint,
    related: related.slice(index + 1),
    cause: error.cause,
  });
}
