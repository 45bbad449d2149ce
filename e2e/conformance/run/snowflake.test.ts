import { onStarted } from "./started.ts";

onStarted("snowflake");
