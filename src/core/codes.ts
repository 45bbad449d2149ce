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
  PTX1101: "text that is not YAML",
  PTX1102: "key given twice",
  PTX1103: "unknown key",
  PTX1104: "value of the wrong kind",
  PTX1105: "missing key",
  PTX1106: "config key that looks mistyped",
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
  PTX4001: "statement rejected by the warehouse",
  PTX4002: "warehouse that cannot be opened",
  PTX4003: "statement stopped before its end",
  PTX4004: "unknown adapter type",
  PTX4005: "wrong setting of a target",
  PTX4006: "unreadable database file",
  PTX4007: "full disk",
  PTX4008: "conflict between transactions",
  PTX4009: "extension that is not there",
  PTX4010: "malformed seed file",
  PTX4011: "seed that does not fit its table",
  PTX4101: "relation of another kind in the way",
  PTX4102: "incremental model out of step with its table",
  PTX4103: "wrong incremental config",
  PTX4104: "wrong snapshot config",
  PTX4105: "snapshot table without its columns",
  PTX4106: "broken contract",
  PTX4107: "unknown materialization",
  PTX4201: "wrong data test config",
  PTX4202: "data test without a count",
  PTX5001: "unreadable artifact",
  PTX5002: "artifact of another schema version",
} as const;

export type Code = keyof typeof codes;
