/**
 * Every error a user can see, by its stable code. A code is never reused and has a page in
 * `docs/errors/`.
 *
 * 10xx project and profile files · 11xx YAML properties · 12xx names and references ·
 * 20xx graph · 21xx selectors · 30xx template syntax · 31xx rendering · 32xx template context ·
 * 40xx warehouse · 41xx materializations · 42xx data tests · 50xx state and artifacts ·
 * 60xx running · 90xx usage.
 */
export const codes = {
  PTX1001: "no project file",
  PTX2001: "dependency cycle",
  PTX2101: "unknown selector method",
  PTX2102: "empty selector value",
  PTX2103: "wrong graph operator in a selector",
  PTX2104: "unknown selector name",
  PTX2105: "value that a selector method does not know",
  PTX2106: "selector method without its earlier run",
  PTX2107: "malformed YAML selector",
  PTX2108: "YAML selectors that lead back to themselves",
  PTX2109: "selection criterion without a match",
  PTX5001: "unreadable artifact",
  PTX5002: "artifact of another schema version",
} as const;

export type Code = keyof typeof codes;
