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
} as const;

export type Code = keyof typeof codes;
