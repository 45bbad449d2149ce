/** fake_1000: 1,000 records with many gaps, 2,031 pairs that are one person. The truth is the column cluster. */
import { proveSet } from "../identity.mjs";

export const prove = (tools) =>
  proveSet(tools, {
    project: "identity-fake1000",
    data: "fake_1000",
    set: "fake_1000",
    truth: (records) =>
      `select unique_id as record_id, cluster as truth from read_csv('${records}', all_varchar = true)`,
    pairsGoal: 0.83,
    clustersGoal: 0.905,
  });
