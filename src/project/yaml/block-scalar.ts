/** `|` and `>` text for the quick reader. */
import { type Lines, unusual } from "./unusual.ts";

/**
 * @param header `|`, `|-`, `>` or `>-`; others are declined.
 * @param parent Indentation of the key or dash; the text stands deeper.
 */
export function blockScalar(lines: Lines, header: string, parent: number): string {
  if (!/^[|>]-?$/.test(header)) throw unusual;
  const found = body(lines, parent);
  while (found.at(-1) === "") found.pop();
  if (found.length === 0) return "";
  const open = lines.at >= lines.text.length && lines.text.at(-1) !== "";
  const text = header.startsWith("|") ? found.join("\n") : folded(found);
  return open || header.endsWith("-") ? text : `${text}\n`;
}

/** The lines of the text without their indentation. */
function body(lines: Lines, parent: number): string[] {
  const found: string[] = [];
  let indent = -1;
  for (; lines.at < lines.text.length; lines.at += 1) {
    const line = lines.text[lines.at] ?? "";
    const depth = line.search(/[^ ]/);
    if (depth < 0) {
      if (line.length > Math.max(indent, 0)) throw unusual;
      found.push("");
      continue;
    }
    if (indent < 0 && depth > parent) indent = depth;
    if (depth <= parent) return found;
    if (depth < indent) throw unusual;
    found.push(line.slice(indent));
  }
  return found;
}

/** Line breaks become spaces, n blank lines n line breaks. */
function folded(lines: readonly string[]): string {
  let text = "";
  let gap = 0;
  for (const line of lines) {
    if (line === "") {
      gap += 1;
      continue;
    }
    if (line.startsWith(" ") || line.endsWith(" ") || (text === "" && gap > 0)) throw unusual;
    text += text === "" ? line : (gap === 0 ? " " : "\n".repeat(gap)) + line;
    gap = 0;
  }
  return text;
}
