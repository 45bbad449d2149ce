/**
 * The built-in tests as aggregates, so that many of them share one scan.
 *
 * A test is recognized by the text of its compiled select, not by its name: a macro that a project
 * overrides has another text, and is then left alone. Only plain column names are taken, for an
 * expression could mean something else inside an aggregate.
 */

/** One test as an aggregate over `from`. */
export interface NativeTest {
  /** The relation, or `(select * from … where …) alias`: tests with one text share one scan. */
  readonly from: string;
  /** Aggregate that is the number of failures, or 0 if and only if that is 0. */
  readonly aggregate: string;
  /** Whether a number that is not 0 is the number of failures. */
  readonly exact: boolean;
}

const column = String.raw`("(?:[^"]|"")+"|[A-Za-z_]\w*)`;
const relation = "([^;]+?)";

/** A pattern for a text whose words may stand on any number of lines. */
const shape = (text: string): RegExp =>
  new RegExp(
    `^\\s*${text
      .replaceAll("X", column)
      .replaceAll("REL", relation)
      .replaceAll("(*)", "\\(\\*\\)")
      .replaceAll(" ", "\\s+")
      .replaceAll("~", "\\s*")}\\s*$`,
    "i",
  );

const unique = shape(
  "select X as unique_field~,~count(*) as n_records from REL where \\1 is not null group by \\1 having count(*)~>~1",
);
const notNull = shape("select X from REL where \\1 is null");
const notNullStored = shape("select \\* from REL where X is null");
const acceptedValues = shape(
  "with all_values as~\\(~select X as value_field~,~count(*) as n_records from REL group by \\1~\\)~select \\* from all_values where value_field not in~\\(([^;]+)\\)",
);
const relationships = shape(
  "with child as~\\(~select X as from_field from REL where \\1 is not null~\\)~,~parent as~\\(~select X as to_field from REL~\\)~select from_field from child left join parent on child.from_field~=~parent.to_field where parent.to_field is null",
);

/** The aggregate of a compiled test; `undefined` when its text is not one of the built-in ones. */
export function nativeForm(sql: string): NativeTest | undefined {
  if (/--|\/\*/.test(sql)) return undefined;
  return uniqueForm(sql) ?? notNullForm(sql) ?? acceptedValuesForm(sql) ?? relationshipsForm(sql);
}

/**
 * `unique` counts the values that occur more than once; the aggregate counts the rows too many.
 * Both are 0 together, and that is the usual case.
 */
function uniqueForm(sql: string): NativeTest | undefined {
  const [, x, from] = unique.exec(sql) ?? [];
  if (x === undefined || from === undefined) return undefined;
  return { from, aggregate: `count(${x}) - count(distinct ${x})`, exact: false };
}

function notNullForm(sql: string): NativeTest | undefined {
  const [, x, from] = notNull.exec(sql) ?? [];
  const [, storedFrom, storedX] = notNullStored.exec(sql) ?? [];
  const [name, source] = x === undefined ? [storedX, storedFrom] : [x, from];
  if (name === undefined || source === undefined) return undefined;
  return { from: source, aggregate: `count(*) - count(${name})`, exact: true };
}

function acceptedValuesForm(sql: string): NativeTest | undefined {
  const [, x, from, values] = acceptedValues.exec(sql) ?? [];
  if (x === undefined || from === undefined || values === undefined) return undefined;
  const bad = `${x} not in (${values.trim()})`;
  return { from, aggregate: `count(distinct ${x}) filter (where ${bad})`, exact: true };
}

function relationshipsForm(sql: string): NativeTest | undefined {
  const [, x, from, field, to] = relationships.exec(sql) ?? [];
  if (x === undefined || from === undefined || field === undefined || to === undefined) {
    return undefined;
  }
  const known = `select ${field} from ${to.trim()} where ${field} is not null`;
  const orphan = `${x} is not null and ${x} not in (${known})`;
  return { from, aggregate: `count(*) filter (where ${orphan})`, exact: true };
}
