/** All that is asked of a warehouse, in the order of the table. */
import { contracts } from "./areas/contracts.ts";
import { dataQuality } from "./areas/data-quality.ts";
import { dataTests, unitTests } from "./areas/data-tests.ts";
import { dryRuns } from "./areas/dry-runs.ts";
import { errors } from "./areas/errors.ts";
import { grantsAndDocs } from "./areas/grants-and-docs.ts";
import { hooks } from "./areas/hooks.ts";
import { incrementals } from "./areas/incremental.ts";
import { macros } from "./areas/macros.ts";
import { materializations } from "./areas/materializations.ts";
import { microbatch } from "./areas/microbatch.ts";
import { names } from "./areas/names.ts";
import { seeds } from "./areas/seeds.ts";
import { snapshots } from "./areas/snapshots.ts";
import { sources, stateArea } from "./areas/sources-and-state.ts";
import { templates } from "./areas/templates.ts";
import { valuesArea } from "./areas/values.ts";
import type { Area } from "./behaviour.ts";

export const areas: readonly Area[] = [
  materializations,
  incrementals,
  microbatch,
  snapshots,
  seeds,
  valuesArea,
  names,
  contracts,
  hooks,
  grantsAndDocs,
  dataTests,
  dataQuality,
  unitTests,
  sources,
  stateArea,
  templates,
  dryRuns,
  errors,
  macros,
];
