/** `test_name:` and `test_type:`. */
import { PtxError } from "../../core/error.ts";
import { suggest } from "../../core/suggest.ts";
import { type Candidate, textOf } from "../candidate.ts";
import { wildcard } from "../wildcard.ts";
import type { Matcher, SelectorMethod } from "./method.ts";

const isDataTest = ({ resource_type }: Candidate): boolean => resource_type === "test";
const isGeneric: Matcher = (candidate) => isDataTest(candidate) && !!candidate.test_metadata;
const isSingular: Matcher = (candidate) => isDataTest(candidate) && !candidate.test_metadata;

/** `schema` and `data` are dbt's older words. */
const types: Readonly<Record<string, Matcher>> = {
  generic: isGeneric,
  schema: isGeneric,
  singular: isSingular,
  data: isDataTest,
  unit: ({ resource_type }) => resource_type === "unit_test",
};

export const testType: SelectorMethod = {
  summary: "generic, singular, data (both of them) or unit",
  matcher({ value, place }) {
    const type = textOf(value);
    const matcher = Object.hasOwn(types, type) ? types[type] : undefined;
    if (matcher) return matcher;
    const near = suggest(type, Object.keys(types));
    throw new PtxError("PTX2105", `test_type: found "${type}" ${place}`, {
      hint: near ? `did you mean ${near}?` : "write generic, singular, data or unit",
    });
  },
};

export const testName: SelectorMethod = {
  summary: "name of a generic test (unique, not_null, …) or of a unit test",
  matcher({ value }) {
    const matches = wildcard(textOf(value));
    return ({ resource_type, test_metadata, name }) =>
      resource_type === "unit_test"
        ? matches(name)
        : test_metadata !== undefined && test_metadata !== null && matches(test_metadata.name);
  },
};
