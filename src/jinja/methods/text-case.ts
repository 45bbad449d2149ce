/** Letter case and character classes, as Python's str has them. */

export function title(text: string): string {
  return text.replace(/\p{L}[\p{L}\p{M}]*/gu, (word) => toCapitalized(word));
}

export function toCapitalized(text: string): string {
  const [first = ""] = text;
  return first.toUpperCase() + text.slice(first.length).toLowerCase();
}

export function toSwapped(text: string): string {
  return Array.from(text, (char) =>
    char === char.toUpperCase() ? char.toLowerCase() : char.toUpperCase(),
  ).join("");
}

/** Whether any character has a case. */
export function someCased(text: string): boolean {
  return text.toUpperCase() !== text.toLowerCase();
}

export function isDecimal(text: string): boolean {
  return /^\p{Nd}+$/u.test(text);
}

export function isIdentifier(text: string): boolean {
  return /^[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Nd}\p{Mn}\p{Mc}\p{Pc}]*$/u.test(text);
}

export function isPrintable(text: string): boolean {
  return !/[\p{C}\p{Zl}\p{Zp}\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/u.test(text);
}
