import { conformance } from "../suite.ts";

conformance("bigquery");
