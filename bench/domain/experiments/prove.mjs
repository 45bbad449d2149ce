/** Hillstrom's e-mail test beside statsmodels and scipy, and 2,000 tests of nothing, watched unit by unit. */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { atMost, equal, near, nearly, told } from "../proof.mjs";
import { projectIn, ptx, rowsOf } from "../ptx.mjs";
import { pythonJson, statistics } from "../venv.mjs";

export const title = "Experiments: an e-mail test, and 2,000 tests of nothing";
export const about =
  "The men's e-mail of Hillstrom's test of 2008 (21,307 customers) against none (21,306), whole and by segment, beside statsmodels and scipy; differences of p-values, intervals and tails are relative. Then 2,000 A/A tests of 1,000 units each, assigned by hash: read once, and looked at after every unit.";

/** The largest relative difference between pairs. */
const apart = (pairs) => Math.max(...pairs.map(([ours, theirs]) => Math.abs(ours / theirs - 1)));
const percent = (share) => Math.round(10000 * share) / 100;

/** The same rows for statsmodels and scipy. */
async function reference(work, rows, grid) {
  const table = await rows(
    "select treatment, history, channel, newbie, visit, conversion, spend from hillstrom",
  );
  const header = Object.keys(table[0]);
  const lines = [header, ...table.map((row) => header.map((name) => row[name]))];
  writeFileSync(`${work}/hillstrom.csv`, lines.map((line) => line.join(",")).join("\n"));
  writeFileSync(`${work}/tails.json`, JSON.stringify(grid));
  const arms = (metric, b, a) =>
    rows(`select t.n::int as nb, c.n::int as na, ${b} as b, ${a} as a, sqrt(t.variance) as sb, sqrt(c.variance) as sa
      from aa_arms t join aa_arms c using (experiment, metric)
      where metric = '${metric}' and t.arm = 'treatment' and c.arm = 'control'`);
  const aa = {
    bought: await arms("bought", "round(t.n * t.mean_value)", "round(c.n * c.mean_value)"),
    spend: await arms("spend", "t.mean_value", "c.mean_value"),
  };
  writeFileSync(`${work}/aa.json`, JSON.stringify(aa));
  return pythonJson(
    statistics(),
    fileURLToPath(new URL("reference.py", import.meta.url)),
    ["hillstrom.csv", "tails.json", "aa.json"].map((name) => `${work}/${name}`),
  );
}

/** The whole test and its segments. */
async function hillstrom(rows, theirs) {
  const found = await rows("select * from hillstrom_results");
  const pairs = (column, name) =>
    found
      .map((row) => [
        row[column],
        theirs.rows[`${row.metric}|${row.segment}|${row.segment_value}`][name],
      ])
      .filter(([, reference]) => reference !== undefined);
  const statistic = Math.max(
    ...pairs("statistic", "statistic").map(([ours, reference]) => Math.abs(ours - reference)),
  );
  const intervals = apart([...pairs("ci_low", "low"), ...pairs("ci_high", "high")]);
  const heterogeneity = pairs("heterogeneity_p_value", "heterogeneity");
  const whole = (metric) => found.find((row) => row.metric === metric && row.segment === "all");
  const [decision] = await rows("select winner, reason from hillstrom_decisions");
  const conversion = theirs.rows["conversion|all|all"].p;
  return [
    equal("comparisons: metrics, by segment, too", found.length, Object.keys(theirs.rows).length),
    near(
      "z of visits",
      whole("visit").statistic,
      22.486,
      1e-3,
      theirs.rows["visit|all|all"].statistic,
    ),
    near(
      "z of conversions",
      whole("conversion").statistic,
      7.3851,
      1e-3,
      theirs.rows["conversion|all|all"].statistic,
    ),
    near(
      "t of spend",
      whole("spend").statistic,
      5.3001,
      1e-3,
      theirs.rows["spend|all|all"].statistic,
    ),
    nearly("p of conversions", whole("conversion").p_value, conversion, 0.01, conversion),
    atMost("z and t, largest difference", statistic, 1e-3, "statsmodels"),
    atMost("p-values down to 1e-112", apart(pairs("p_value", "p")), 0.01, "statsmodels"),
    atMost("95 % intervals", intervals, 1e-6, "statsmodels"),
    atMost(
      "Holm, over metrics and over segments",
      apart(pairs("adjusted_p_value", "adjusted")),
      0.01,
      "statsmodels",
    ),
    atMost("p that segments differ", apart(heterogeneity), 1e-4, "scipy"),
    near("sample ratio, p", whole("visit").srm_p_value, theirs.srm, 1e-4, theirs.srm),
    equal(`decision: ${decision.reason}`, decision.winner, "Mens E-Mail"),
  ];
}

/** CUPED against a regression on arm and covariate, and sizes. */
async function covariatesAndSizes(rows, theirs) {
  const adjusted = await rows("select * from hillstrom_cuped_results");
  const lift = apart(adjusted.map((row) => [row.cuped_lift, theirs.cuped[row.metric].lift]));
  const p = apart(adjusted.map((row) => [row.cuped_p_value, theirs.cuped[row.metric].p]));
  const sized = await rows("select metric, required_control from hillstrom_size");
  const size = apart(sized.map((row) => [row.required_control, theirs.sizes[row.metric]]));
  return [
    atMost("lift with CUPED, against a regression", lift, 1e-6, "statsmodels"),
    atMost("p with CUPED", p, 0.01, "scipy"),
    atMost("required sizes", size, 1e-3, "statsmodels"),
  ];
}

/** Tails over the grid, wherever they are above 1e-14. */
function tails(grid, theirs) {
  const distance = (name) =>
    apart(
      grid
        .map((row, at) => [row[name], theirs.tails[name][at]])
        .filter(([, value]) => value > 1e-14),
    );
  const quantile = Math.max(
    ...grid.map((row, at) => Math.abs(row.quantile - theirs.tails.quantile[at])),
  );
  return [
    atMost("normal tail down to 1e-14", distance("normal"), 0.01, "scipy"),
    atMost("Student's tail down to 1e-14, 1 to 1e6 degrees", distance("student"), 0.01, "scipy"),
    atMost("chi-square tail down to 1e-14, 1 to 30 degrees", distance("chi_square"), 0.01, "scipy"),
    atMost("normal quantile, difference", quantile, 1e-9, "scipy"),
  ];
}

/** Tests of nothing: read once, watched with a test that allows it, and with one that does not. */
async function nothing(rows, theirs) {
  const fixed = await rows(
    `select metric, avg((p_value < 0.05)::int) as share, count(*)::int as tests, avg((srm_p_value < 0.05)::int) as srm
     from aa_results group by metric order by metric`,
  );
  const watched = await rows(
    `select metric, avg((p < 0.05)::int) as share, avg((f > 1.959964)::int) as naive from (
       select experiment, metric, min(p_so_far) as p,
         max(case when least(n_control, n_treatment) >= 30 then abs(fixed_statistic) end) as f
       from aa_looks group by experiment, metric)
     group by metric order by metric`,
  );
  const of = { bought: "a rate", spend: "a mean" };
  return [
    equal("A/A tests", fixed[0].tests, 2000),
    ...fixed.map(({ metric, share }) =>
      near(`A/A of ${of[metric]}: rejected, %`, percent(share), 5, 1, percent(theirs.aa[metric])),
    ),
    ...watched.map(({ metric, share, naive }) =>
      atMost(
        `A/A of ${of[metric]}, watched by the sequential test: rejected, %`,
        percent(share),
        5,
        `${percent(naive)} by the fixed test`,
      ),
    ),
    near("A/A, sample ratio: p below 0.05, %", percent(fixed[0].srm), 5, 1.5),
  ];
}

export async function prove({ work }) {
  const folder = projectIn(work, import.meta.url);
  const rows = (sql) => rowsOf(`${folder}/proof.duckdb`, sql);
  const { seconds } = await ptx(folder, "build");
  const grid = await rows("select * from tails order by t, df");
  const theirs = await reference(work, rows, grid);
  return [
    ...(await hillstrom(rows, theirs)),
    ...(await covariatesAndSizes(rows, theirs)),
    ...tails(grid, theirs),
    ...(await nothing(rows, theirs)),
    told("seconds: whole build, 2,000,000 units watched", seconds),
  ];
}
