import { onStarted } from "./started.ts";

onStarted("postgres");
