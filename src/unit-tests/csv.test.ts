import { expect, test } from "vitest";
import { PtxError } from "../core/error.ts";
import { csvRows } from "./csv.ts";

const at = (line: number) => ({ file: "t.csv", line, column: 1 });
const read = (text: string, delimiter?: string) => csvRows(text, at, delimiter);

test("rows by the names of the header; empty fields are null", () => {
  expect(read("id,name\n1,Ada\n2,\n")).toEqual([
    { id: "1", name: "Ada" },
    { id: "2", name: null },
  ]);
});

test("quotes hold commas, line breaks and doubled quotes", () => {
  expect(read('id,text\r\n1,"a, ""b""\nc"\r\n')).toEqual([{ id: "1", text: 'a, "b"\nc' }]);
});

test("blank lines, short rows, a header alone, another delimiter", () => {
  expect(read("a,b\n\n1\n")).toEqual([{ a: "1", b: null }]);
  expect(read("a,b")).toEqual([]);
  expect(read("a;b\n1,5;2", ";")).toEqual([{ a: "1,5", b: "2" }]);
});

test.each([
  ["", 1, "there is no header"],
  ["a,a\n1,2", 1, "two columns are named 'a'"],
  ["a,\n1,2", 1, "column 2 has no name"],
  ["a,b\n1,2\n1,2,3\n", 3, "a row has 3 fields, the header has 2"],
  ['a,b\n1,"2\n3', 2, "a quoted field is never closed"],
  ['a,b\n"1"x,2', 2, "text stands after a closing quote"],
])("%j is malformed at line %i", (text, line, message) => {
  let thrown: unknown;
  try {
    read(text);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(PtxError);
  expect((thrown as PtxError).diagnostic).toMatchObject({ code: "PTX4303", at: { line } });
  expect((thrown as PtxError).message).toContain(message);
});
