import { expect, test } from "vitest";
import { ignoredBy } from "./ignore.ts";

test.each([
  ["old.sql", "models/old.sql", true],
  ["old.sql", "models/very_old.sql", false],
  ["*.tmp.sql", "models/deep/x.tmp.sql", true],
  ["old/", "models/old/x.sql", true],
  ["old/", "models/old", false],
  ["models/old", "models/old/x.sql", true],
  ["models/old", "more/models/old/x.sql", false],
  ["/seeds/*.csv", "seeds/a.csv", true],
  ["/seeds/*.csv", "seeds/deep/a.csv", false],
  ["models/**/wip", "models/a/b/wip/x.sql", true],
  ["models/**", "models/a/b.sql", true],
  ["stg_?.sql", "models/stg_a.sql", true],
  ["stg_[!a].sql", "models/stg_a.sql", false],
  ["# old.sql", "models/old.sql", false],
  ["\\#odd.sql", "models/#odd.sql", true],
  ["*.sql\n!keep.sql", "models/keep.sql", false],
  ["*.sql\n!keep.sql", "models/other.sql", true],
])("%j and %s: %s", (patterns, path, ignored) => {
  expect(ignoredBy(patterns)(path)).toBe(ignored);
});
