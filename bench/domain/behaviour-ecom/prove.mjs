/** Ecom clickstream: sessions against their labels, triggers against pandas, batches against a full refresh. */
import { fileURLToPath } from "node:url";
import { ptx, rowsOf } from "../ptx.mjs";
import { pythonJson, statistics } from "../venv.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const database = `${here}proof.duckdb`;
const known = { sessions: 3605, carts: 870, cartUsers: 470, views: 464 };

const build = async (...args) => {
  const built = await ptx(here, "build", ...args);
  if (/ERROR=[1-9]/.test(built.output)) throw new Error(built.output);
  return built;
};
const numbers = (rows) => rows.map((row) => Number(row.event_no)).sort((one, other) => one - other);
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/** Sessions that hold exactly the events of one label. */
const rightSessions = `
  select count(*) as n from (
    select user_id, session_number, min(labelled_session) as label,
      count(distinct labelled_session) as labels, count(*) as events
    from ecom_session_events group by all
  ) as found
  join (select labelled_session, count(*) as events from ecom_events group by all) as labelled
    on found.label = labelled.labelled_session and found.events = labelled.events
  where found.labels = 1`;

const firings = (model) =>
  rowsOf(
    database,
    `select split_part(trigger_key, '|', 2)::int as event_no, user_id from ${model}`,
  );

/** Sessions after events came in a random order, six batches, beside those of a full refresh. */
async function differing(seed) {
  for (let arrived = 1; arrived <= 6; arrived += 1) {
    const vars = JSON.stringify({ seed, batches: 6, arrived });
    await build("-s", "ecom_events", "ecom_sessions", "--vars", vars);
  }
  const columns =
    "session_id, user_id, session_number, started_at, ended_at, events, platform, carts, purchases";
  const [{ n }] = await rowsOf(
    database,
    `select count(*) as n from (
       (select ${columns} from ecom_sessions except select ${columns} from whole_sessions)
       union all (select ${columns} from whole_sessions except select ${columns} from ecom_sessions))`,
  );
  return Number(n);
}

export async function prove() {
  await ptx(here, "deps");
  const { seconds } = await build("--full-refresh");
  const theirs = pythonJson(statistics(), `${here}reference.py`, [`${here}../data/ecom.csv.gz`]);
  const [{ n: right }] = await rowsOf(database, rightSessions);
  const [{ n: sessions }] = await rowsOf(database, "select count(*) as n from ecom_sessions");
  const carts = await firings("ecom_carts");
  const views = await firings("ecom_views");
  const cartUsers = new Set(carts.map((row) => row.user_id)).size;
  let apart = 0;
  for (const seed of [1, 2, 3]) {
    // Begin with an empty table: the first batch is then the first that ever arrived.
    await build(
      "-s",
      "ecom_events",
      "ecom_sessions",
      "--full-refresh",
      "--vars",
      JSON.stringify({ seed, batches: 6, arrived: 0 }),
    );
    apart += await differing(seed);
  }
  return [
    {
      name: "sessions, and those with exactly the labelled events",
      ptx: `${sessions} / ${right}`,
      reference: `${theirs.sessions} / ${theirs.right}`,
      goal: `${known.sessions} of ${known.sessions}`,
      ok: Number(sessions) === known.sessions && Number(right) === known.sessions,
    },
    {
      name: "carts abandoned for 30 minutes / their users",
      ptx: `${carts.length} / ${cartUsers}`,
      reference: `${theirs.carts} / ${theirs.cart_users}`,
      goal: `${known.carts} / ${known.cartUsers}, the same events`,
      ok:
        carts.length === known.carts &&
        cartUsers === known.cartUsers &&
        same(numbers(carts), theirs.cart_rows),
    },
    {
      name: "viewed, not bought since, 48 hours: users",
      ptx: views.length,
      reference: theirs.views,
      goal: `${known.views}, the same events`,
      ok: views.length === known.views && same(numbers(views), theirs.view_rows),
    },
    {
      name: "sessions that differ from a full refresh, 3 random orders of 6 batches",
      ptx: apart,
      reference: "0",
      goal: "0",
      ok: apart === 0,
    },
    {
      name: "seconds: whole build / pandas",
      ptx: seconds.toFixed(1),
      reference: theirs.seconds.toFixed(1),
      goal: "",
    },
  ];
}
