/** What it takes to read a project whose manifest is not in the parse cache: loaded only then. */
export { createEngine } from "../compile/engine.ts";
export { NodeMemo } from "../project/memo.ts";
export { resolveManifest } from "../project/resolve.ts";
