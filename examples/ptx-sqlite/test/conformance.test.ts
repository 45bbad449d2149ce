/** `npm test`: what ptx asks of its own warehouses, asked of this one. */
import { describe, test } from "node:test";
import { conformance } from "ptx/conformance";
import { sqlite } from "./subject.ts";

conformance(sqlite, { type: "sqlite", path: "shop.db" }, { describe, test });
