import { conformance } from "../suite.ts";

conformance("snowflake");
