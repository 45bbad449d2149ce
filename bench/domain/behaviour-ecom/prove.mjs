/** Ecom clickstream: sessions against their labels, triggers against pandas, batches against a full refresh. */
import { fileURLToPath } from "node:url";
import { equal, told } from "../proof.mjs";
import { projectIn, ptx, rowsOf } from "../ptx.mjs";
import { pythonJson, statistics } from "../venv.mjs";

export const title = "Behaviour: sessions and triggers on a clickstream";
export const about =
  "31,106 events of 600 visitors in 3,605 labelled sessions. Carts left for 30 minutes and looks without a purchase since, 48 hours ago, also by pandas; then the events in a random order, batch by batch.";

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

const columns =
  "session_id, user_id, session_number, started_at, ended_at, events, platform, carts, purchases";
const differing = `
  select count(*) as n from (
    (select ${columns} from ecom_sessions except select ${columns} from whole_sessions)
    union all (select ${columns} from whole_sessions except select ${columns} from ecom_sessions))`;

export async function prove({ work }) {
  const folder = projectIn(work, import.meta.url);
  const database = `${folder}/proof.duckdb`;
  const count = async (sql) => Number((await rowsOf(database, sql))[0].n);
  const build = async (...args) => {
    const built = await ptx(folder, "build", ...args);
    if (!built.output.includes("ERROR=0")) throw new Error(built.output);
    return built;
  };
  const firings = async (model) => {
    const key = "split_part(trigger_key, '|', 2)::int as event_no";
    const rows = await rowsOf(database, `select ${key}, user_id from ${model} order by event_no`);
    return {
      rows: JSON.stringify(rows.map((row) => row.event_no)),
      count: rows.length,
      users: new Set(rows.map((row) => row.user_id)).size,
    };
  };

  const { seconds } = await build("--full-refresh");
  const script = fileURLToPath(new URL("reference.py", import.meta.url));
  const theirs = pythonJson(statistics(), script, [`${work}/data/ecom.csv.gz`]);
  const carts = await firings("ecom_carts");
  const views = await firings("ecom_views");
  const figures = [
    equal(
      "sessions",
      await count("select count(*) as n from ecom_sessions"),
      3605,
      theirs.sessions,
    ),
    equal(
      "sessions with exactly the labelled events",
      await count(rightSessions),
      3605,
      theirs.right,
    ),
    equal("carts left behind, 30 minutes", carts.count, 870, theirs.carts),
    equal("their users", carts.users, 470, theirs.cart_users),
    equal("the same carts", carts.rows === JSON.stringify(theirs.cart_rows), true),
    equal("users who looked and have not bought since, 48 hours", views.count, 464, theirs.views),
    equal("the same looks", views.rows === JSON.stringify(theirs.view_rows), true),
  ];

  let apart = 0;
  for (const seed of [1, 2, 3]) {
    for (let arrived = 0; arrived <= 6; arrived += 1) {
      const vars = JSON.stringify({ seed, batches: 6, arrived });
      const anew = arrived === 0 ? ["--full-refresh"] : [];
      await build("-s", "ecom_events", "ecom_sessions", ...anew, "--vars", vars);
    }
    apart += await count(differing);
  }
  return [
    ...figures,
    equal("sessions unlike a full refresh's, 3 random orders of 6 batches", apart, 0),
    told("seconds: whole build against pandas", seconds, theirs.seconds),
  ];
}
