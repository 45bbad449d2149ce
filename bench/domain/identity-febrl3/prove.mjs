/** febrl3: 5,000 records of people, 6,538 pairs that are one person. The truth is the number in rec_id. */
import { compared, proveSet } from "../identity.mjs";

export const title = "Identity: febrl3";
export const about = `5,000 records of invented people from the Febrl project, 6,538 pairs of them one person. ${compared}`;

export const prove = (tools) =>
  proveSet(tools, {
    prove: import.meta.url,
    set: "febrl3",
    truth: () =>
      "select record_id, split_part(trim(record_id), '-', 2) as truth from people_records",
    pairsGoal: 0.997,
    clustersGoal: 0.997,
  });
