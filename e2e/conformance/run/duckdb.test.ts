import { onStarted } from "./started.ts";

onStarted("duckdb");
