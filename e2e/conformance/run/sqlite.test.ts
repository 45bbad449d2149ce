import { describe, test } from "vitest";
import { sqlite } from "../../../examples/ptx-sqlite/test/subject.ts";
import { buildSqlite } from "../../build-sqlite.ts";
import { conformance } from "../suite.ts";

await buildSqlite();
conformance(sqlite, { type: "sqlite", path: "shop.db" }, { describe, test });
