import { conformance } from "../suite.ts";

conformance("duckdb");
