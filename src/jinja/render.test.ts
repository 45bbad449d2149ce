/** What users of templates see: places of errors, macro stacks, and where rendered text comes from. */
import { describe, expect, test } from "vitest";
import { type Diagnostic, PtxError } from "../core/error.ts";
import { parseTemplate, type Start } from "./parse.ts";
import { bindMacro, evaluateExpression, renderTemplate } from "./render.ts";
import { type Callable, Float, type Scope, type Value } from "./value.ts";

/** A scope of plain values and of macros, each file's text by its name. */
function scopeOf(values: Record<string, Value>, files: Record<string, string> = {}): Scope {
  const names = new Map<string, Value>(Object.entries(values));
  const scope: Scope = { lookup: (name) => names.get(name), names: () => names.keys() };
  for (const [file, text] of Object.entries(files)) {
    for (const macro of parseTemplate(text, file).macros) {
      names.set(macro.name, bindMacro(macro, scope));
    }
  }
  return scope;
}

function failure(run: () => unknown): Diagnostic {
  try {
    run();
  } catch (error) {
    if (error instanceof PtxError) return error.diagnostic;
    throw error;
  }
  throw new Error("nothing failed");
}

const render = (text: string, scope: Scope, start?: Start) =>
  renderTemplate(parseTemplate(text, "models/a.sql", start), scope);

describe("errors of syntax", () => {
  test.each([
    ["select\n  {{ ref('a' }}", "PTX3002", 2, 14, /'\}' where '\(' still waits/],
    ["{{ 'abc }}", "PTX3002", 1, 4, /text is never closed/],
    ["a\n{% if x %}\nb", "PTX3004", 2, 4, /'if' block is never closed/],
    ["{% if x %}{% endfor %}", "PTX3004", 1, 14, /'endfor' does not fit: the open block is 'if'/],
    ["{% endif %}", "PTX3004", 1, 4, /without a block/],
    ["{{ x", "PTX3002", 1, 1, /'\{\{' is never closed/],
    ["x {# y", "PTX3002", 1, 3, /comment is never closed/],
    ["{% foreach x in y %}", "PTX3003", 1, 4, /unknown tag 'foreach'/],
    ["{% include 'x' %}", "PTX3005", 1, 4, /'include' is not available/],
    ["{% break %}", "PTX3004", 1, 4, /'break' outside of a loop/],
    ["{% macro m(a=1, b) %}{% endmacro %}", "PTX3001", 1, 17, /without a default/],
    ["{{ 1 + }}", "PTX3001", 1, 8, /expected an expression, found '\}\}'/],
    ["{{ a b }}", "PTX3001", 1, 6, /expected '\}\}', found 'b'/],
    ["{{ '\\x4' }}", "PTX3008", 1, 5, /hexadecimal/],
    ["{{ 1__0 }}", "PTX3008", 1, 4, /'1__0' is not a number/],
  ])("%j", (text, code, line, column, message) => {
    const diagnostic = failure(() => parseTemplate(text, "models/a.sql"));
    expect(diagnostic).toMatchObject({ code, at: { file: "models/a.sql", line, column } });
    expect(diagnostic.message).toMatch(message);
  });

  test("suggest the tag that was meant", () => {
    expect(failure(() => parseTemplate("{% macr m() %}", "a.sql")).hint).toBe(
      "Did you mean 'macro'?",
    );
  });

  test("count from where the template starts in its file", () => {
    const start = { line: 10, column: 5 };
    expect(failure(() => parseTemplate("{{ ) }}", "a.yml", start))).toMatchObject({
      at: { line: 10, column: 8 },
    });
    expect(failure(() => parseTemplate("x\n{{ ) }}", "a.yml", start))).toMatchObject({
      at: { line: 11, column: 4 },
    });
  });
});

describe("errors of rendering", () => {
  const scope = scopeOf({ order_total: 1, columns: ["a"], model: new Map([["name", "x"]]) });
  test.each([
    [
      "{{ ordr_total.x }}",
      "PTX3101",
      15,
      /'ordr_total' is undefined/,
      "Did you mean 'order_total'?",
    ],
    [
      "{{ ordr_total() }}",
      "PTX3101",
      4,
      /'ordr_total' is undefined/,
      "Did you mean 'order_total'?",
    ],
    ["{{ model.nme.y }}", "PTX3101", 14, /no attribute 'nme'/, "Did you mean 'name'?"],
    [
      "{{ 'a' + 1 }}",
      "PTX3102",
      8,
      /can only concatenate str \(not "int"\)/,
      "Join values as text with '~' instead of '+'.",
    ],
    ["{{ columns - 1 }}", "PTX3102", 12, /for -: 'list' and 'int'/, undefined],
    ["{{ 1 < 'a' }}", "PTX3102", 6, /'<' not supported between 'int' and 'str'/, undefined],
    ["{{ columns() }}", "PTX3104", 4, /'list' object is not callable/, undefined],
    [
      "{{ 'a'.replace('b') }}",
      "PTX3103",
      8,
      /replace\(\) needs 'new'/,
      "Call it as replace(old, new, count?).",
    ],
    [
      "{{ columns.appnd(1) }}",
      "PTX3101",
      12,
      /'list object' has no attribute 'appnd'/,
      "Did you mean 'append'?",
    ],
    ["{{ 1 | uper }}", "PTX3105", 8, /no filter called 'uper'/, "Did you mean 'upper'?"],
    ["{{ 1 is defned }}", "PTX3106", 9, /no test called 'defned'/, "Did you mean 'defined'?"],
    ["{{ 1 // 0 }}", "PTX3107", 6, /division/, undefined],
    ["{% for x in 5 %}{% endfor %}", "PTX3102", 13, /'int' object is not iterable/, undefined],
    ["{% set a, b = [1] %}", "PTX3107", 8, /cannot unpack 1 values into 2 names/, undefined],
  ])("%s", (text, code, column, message, hint) => {
    const diagnostic = failure(() => render(text, scope));
    expect(diagnostic).toMatchObject({ code, at: { file: "models/a.sql", line: 1, column } });
    expect(diagnostic.message).toMatch(message);
    expect(diagnostic.hint).toBe(hint);
  });

  const files = {
    "macros/outer.sql": "{% macro outer(x) %}\n  {{ inner(x) }}\n{% endmacro %}",
    "macros/inner.sql": "{% macro inner(x, scale=2) %}\n\n {{ x.missing.name }}{% endmacro %}",
    "macros/loop.sql": "{% macro forever() %}{{ forever() }}{% endmacro %}",
  };

  test("show the macros around them, innermost first", () => {
    const diagnostic = failure(() => render("select\n {{ outer({}) }}", scopeOf({}, files)));
    expect(diagnostic).toMatchObject({
      code: "PTX3101",
      at: { file: "macros/inner.sql", line: 3, column: 15 },
      related: [
        {
          message: "in macro inner, called here",
          at: { file: "macros/outer.sql", line: 2, column: 6 },
        },
        {
          message: "in macro outer, called here",
          at: { file: "models/a.sql", line: 2, column: 5 },
        },
      ],
    });
  });

  test.each([
    ["{{ inner(1, 2, 3) }}", "macro inner takes at most 2 arguments, got 3"],
    ["{{ inner(1, scal=3) }}", "macro inner has no parameter 'scal'"],
    ["{{ inner(1, x=3) }}", "macro inner got 'x' twice"],
  ])("blame the call for wrong arguments: %s", (text, message) => {
    expect(failure(() => render(text, scopeOf({}, files)))).toMatchObject({
      code: "PTX3103",
      message,
      at: { file: "models/a.sql", line: 1, column: 4 },
      hint: "Its signature is inner(x, scale=2).",
    });
  });

  test("end endless recursion", () => {
    expect(failure(() => render("{{ forever() }}", scopeOf({}, files))).code).toBe("PTX3108");
  });

  test("give a place to errors of the context that have none, and keep bugs as they are", () => {
    const raise: Callable = () => {
      throw new PtxError("PTX1001", "no");
    };
    const bug: Callable = () => {
      throw new TypeError("bug");
    };
    expect(failure(() => render(" {{ raise() }}", scopeOf({ raise }))).at).toMatchObject({
      line: 1,
      column: 5,
    });
    expect(() => render("{{ bug() }}", scopeOf({ bug }))).toThrow(TypeError);
  });
});

describe("the origin of rendered text", () => {
  const files = {
    "macros/money.sql": "{% macro money(c) %}\n  round({{ c }}){% endmacro %}",
    "macros/twice.sql": "{% macro twice(c) %}{{ money(c) }}+{{ money(c) }}{% endmacro %}",
  };
  const text = "select\r\n  {{ twice('x') }},\r\n  {{ name }}\r\nfrom t";
  const { text: sql, spans } = render(text, scopeOf({ name: "col" }, files));
  const at = (part: string, from = 0) => spans.locate(sql.indexOf(part, from));

  test("is exact inside of plain text", () => {
    expect(sql).toBe("select\n  \n  round(x)+\n  round(x),\n  col\nfrom t");
    expect(at("from t")).toMatchObject({
      at: { file: "models/a.sql", line: 4, column: 1 },
      stack: [],
    });
  });
  test("is the expression that printed it", () => {
    expect(at("col")).toMatchObject({ at: { file: "models/a.sql", line: 3, column: 6 } });
  });
  test("leads into macros, with the calls around", () => {
    expect(at("round", sql.indexOf("+"))).toEqual({
      at: { file: "macros/money.sql", line: 2, column: 3 },
      stack: [
        {
          message: "in macro money, called here",
          at: { file: "macros/twice.sql", line: 1, column: 39 },
        },
        {
          message: "in macro twice, called here",
          at: { file: "models/a.sql", line: 2, column: 6 },
        },
      ],
    });
  });
  test("survives functions between a call and its macro", () => {
    const inner = scopeOf({}, files);
    const dispatched: Callable = (args, kwargs, site) => {
      const macro = inner.lookup("money") as Callable;
      return macro(args, kwargs, site);
    };
    const { text: out, spans: map } = render("{{ dispatched('y') }}", scopeOf({ dispatched }));
    expect(map.locate(out.indexOf("round"))?.at).toMatchObject({
      file: "macros/money.sql",
      line: 2,
    });
  });
});

test("an expression has the value of its Python type", () => {
  const scope = scopeOf({ x: 4 });
  expect(evaluateExpression("x * 2", "a.yml", scope)).toBe(8);
  expect(evaluateExpression("x / 2", "a.yml", scope)).toEqual(new Float(2));
  expect(evaluateExpression("{'a': [x, none]}", "a.yml", scope)).toEqual(
    new Map([["a", [4, null]]]),
  );
  expect(
    failure(() => evaluateExpression("x + 'a'", "a.yml", scope, { line: 3, column: 7 })).at,
  ).toMatchObject({
    file: "a.yml",
    line: 3,
    column: 9,
  });
});
