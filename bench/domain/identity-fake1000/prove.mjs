/** fake_1000: 1,000 records with many gaps, 2,031 pairs that are one person. The truth is the column cluster. */
import { compared, proveSet } from "../identity.mjs";

export const title = "Identity: fake_1000";
export const about = `1,000 invented records with many gaps, Splink's own example; 2,031 pairs are one person. ${compared}`;

export const prove = (tools) =>
  proveSet(tools, {
    prove: import.meta.url,
    set: "fake_1000",
    truth: (records) =>
      `select unique_id as record_id, cluster as truth from read_csv('${records}', all_varchar = true)`,
    pairsGoal: 0.83,
    clustersGoal: 0.905,
  });
