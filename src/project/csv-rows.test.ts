import { expect, test } from "vitest";
import { csvRows } from "./csv-rows.ts";

test("names the fields of each row; what is empty is null", () => {
  expect(csvRows("id,name\n1,Ann\n2,\n")).toEqual([
    { id: "1", name: "Ann" },
    { id: "2", name: null },
  ]);
});

test("quotes hold commas, line breaks and quotes", () => {
  expect(csvRows('id,text\r\n1,"a, ""b""\nc"')).toEqual([{ id: "1", text: 'a, "b"\nc' }]);
});

test("a header alone has no rows", () => {
  expect(csvRows("id,name")).toEqual([]);
});
