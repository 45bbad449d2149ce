import { describe, expect, test } from "vitest";
import { sampleOption } from "./sample.ts";

const now = new Date("2026-03-31T10:20:30.045Z");

describe("a length of time back from now", () => {
  test.each([
    ["3 days", "2026-03-28 10:20:30.045000+00:00"],
    ["1 Day", "2026-03-30 10:20:30.045000+00:00"],
    ["12 hours", "2026-03-30 22:20:30.045000+00:00"],
    ["1 month", "2026-02-28 10:20:30.045000+00:00"],
    ["2 years", "2024-03-31 10:20:30.045000+00:00"],
  ])("%s", (text, start) => {
    expect(sampleOption(text, now)).toEqual({ start, end: "2026-03-31 10:20:30.045000+00:00" });
  });
});

test.each([
  ["{start: 2026-01-02 00:00:00, end: 2026-01-03 18:00:00}", "2026-01-02 00:00:00+00:00"],
  ["{start: '2026-01-02T00:00:00', end: '2026-01-03T18:00'}", "2026-01-02 00:00:00+00:00"],
  ["{start: 2026-01-02, end: 2026-01-03 18:00:00}", "2026-01-02 00:00:00+00:00"],
  [
    '{"start":"2026-01-02T00:00:00+00:00","end":"2026-01-03T18:00:00+00:00"}',
    "2026-01-02 00:00:00+00:00",
  ],
])("a start and an end: %s", (text, start) => {
  expect(sampleOption(text, now)).toEqual({ start, end: "2026-01-03 18:00:00+00:00" });
});

test.each([
  ["3 weeks", "'weeks' is no length of time"],
  ["some days", "'some' is no whole number"],
  ["3", "takes a number and a length of time"],
  ["{start: 2026-01-01}", "`end` is missing"],
  ["{start: soon, end: 2026-01-03}", "'soon', which is no time"],
  ["{start: 2026-01-03, end: 2026-01-02}", "not before"],
])("%s is no sample", (text, message) => {
  expect(() => sampleOption(text, now)).toThrow(message);
});
