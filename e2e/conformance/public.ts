/**
 * The suite for adapters that come in packages: `ptx/conformance`. It says which of the behaviours
 * that ptx's own warehouses have another one has, too.
 */
export { areas } from "./areas.ts";
export { type Gap, unsupported, untestable } from "./behaviour.ts";
export type { Words } from "./sql.ts";
export { type GapList, gapsIn, type Subject, unknownGaps } from "./subject.ts";
export { conformance, type Runner } from "./suite.ts";
export { table } from "./table.ts";
