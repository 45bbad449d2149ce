/** Parts of the project file that hold the config of folders. */
export type ConfigSection =
  | "models"
  | "seeds"
  | "snapshots"
  | "sources"
  | "data_tests"
  | "unit_tests"
  | "exposures"
  | "functions"
  | "metrics"
  | "semantic-models"
  | "saved-queries";
