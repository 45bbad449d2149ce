/** What the parts of the quick reader share. */

/** Thrown (always this one object) where a document is not plain enough for the quick reader. */
export const unusual = new Error("not plain YAML");

/** The document and the line that is read next. */
export interface Lines {
  readonly text: string[];
  at: number;
}
