import { onStarted } from "./started.ts";

onStarted("bigquery");
