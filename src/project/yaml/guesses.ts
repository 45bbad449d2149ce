/**
 * The mistakes that people make in YAML, each recognized by what it leaves behind. The `yaml`
 * library says where it stopped understanding; the mistake is often somewhere before.
 */
import {
  enclosing,
  type Finding,
  indentAt,
  keyBefore,
  lineAt,
  lineStart,
  nameOf,
  type Scene,
  tokens,
} from "./scene.ts";

type Guess = (scene: Scene) => Finding | undefined;

export const template: Finding = {
  message:
    "A value that starts with `{{` or `{%` must be in quotes: YAML reads `{` as the start of a mapping.",
  hint: 'Put the whole value in quotes: "{{ … }}".',
};

/** In this order: the first that recognizes the scene wins. */
export const guesses: readonly Guess[] = [
  tab,
  templateValue,
  openQuote,
  openBracket,
  listOnKeyLine,
  deeperThanValue,
  colonInValue,
  missingColon,
  badStart,
  afterEnd,
  badEscape,
  emptyItem,
  aliasName,
  unevenIndent,
  secondDocument,
];

function tab({ error }: Scene): Finding | undefined {
  if (error.code !== "TAB_AS_INDENT") return undefined;
  return {
    message: "This line is indented with a tab; YAML allows only spaces.",
    hint: "Replace the tab by spaces.",
  };
}

function templateValue({ text, at, line }: Scene): Finding | undefined {
  const match = /^(?:- )?(?:[^\s"'{]+:\s+)?(?:\[\s*)?(?=\{[{%])/.exec(line);
  if (match === null) return undefined;
  const start = text.lastIndexOf("\n", at - 1) + 1;
  return { ...template, offset: text.indexOf(line, start) + match[0].length, length: 2 };
}

function openQuote({ text, error }: Scene): Finding | undefined {
  const quote = /^Missing closing (["'])/.exec(error.message)?.[1];
  if (quote === undefined) return undefined;
  const open = tokens(text).find(
    ({ source }) => source.startsWith(quote) && (source.length === 1 || !source.endsWith(quote)),
  );
  return {
    message: `The text that starts with ${quote} here is never closed.`,
    hint: `Add ${quote} at the end of the text.`,
    offset: open?.start ?? error.pos[0],
  };
}

function openBracket({ text, error }: Scene): Finding | undefined {
  if (!/^Flow (?:map|sequence)/.test(error.message)) return undefined;
  const open: { source: string; start: number }[] = [];
  for (const token of tokens(text.slice(0, error.pos[0]))) {
    if (token.source === "[" || token.source === "{") open.push(token);
    else if (token.source === "]" || token.source === "}") open.pop();
  }
  const [last] = open.slice(-1);
  if (last === undefined) return undefined;
  const closing = last.source === "[" ? "]" : "}";
  return {
    message: `The \`${last.source}\` here is never closed, or a line inside it is not indented.`,
    hint: `Add \`${closing}\` after the last item, and indent all lines up to it.`,
    offset: last.start,
  };
}

function listOnKeyLine({ error, line }: Scene): Finding | undefined {
  if (!error.message.startsWith("Unexpected block-seq-ind on same line with key")) return undefined;
  const key = line.split(":", 1)[0] ?? "";
  return {
    message: `A list cannot start on the line of its key \`${key}\`.`,
    hint: "Put every `- item` on a line of its own below the key, or write `[item, item]`.",
  };
}

/** `a: 1` followed by a deeper `b: 2`. */
function deeperThanValue({ text, error }: Scene): Finding | undefined {
  if (error.code !== "BLOCK_AS_IMPLICIT_KEY") return undefined;
  const [from] = error.pos;
  const before = keyBefore(text, from);
  const value = lineAt(text, from)
    .slice(from - lineStart(text, from))
    .trim();
  if (before === undefined || /:(?: |$)/.test(value)) return undefined;
  const next = /\n( *)([^\n:]+):(?: |\n|$)/.exec(text.slice(from));
  if (next === null) return undefined;
  const key = next[2] ?? "";
  return {
    message: `\`${key}\` is indented deeper than \`${before}\`, which already has the value \`${value}\`.`,
    hint: `Give \`${key}\` the indentation of \`${before}\`, or remove the value of \`${before}\`.`,
    offset: from + next.index + 1 + (next[1] ?? "").length,
    length: key.length,
  };
}

function colonInValue({ text, error, line }: Scene): Finding | undefined {
  if (error.code !== "BLOCK_AS_IMPLICIT_KEY" || line.startsWith("- ")) return undefined;
  const [from] = error.pos;
  const value = lineAt(text, from)
    .slice(from - lineStart(text, from))
    .trim();
  const colon = /:(?= |$)/.exec(value);
  if (colon === null) return undefined;
  const quoted = value.includes('"') ? `'${value.replaceAll("'", "''")}'` : `"${value}"`;
  const key = keyBefore(text, from);
  return {
    message: `The value ${key === undefined ? "" : `of \`${key}\` `}holds a colon followed by a space, which YAML reads as another key.`,
    hint: `Put the value in quotes: ${key === undefined ? "" : `${key}: `}${quoted}`,
    offset: from + colon.index,
  };
}

function missingColon({ text, error }: Scene): Finding | undefined {
  const whole =
    error.code === "MULTILINE_IMPLICIT_KEY" || /need to be followed by/.test(error.message);
  if (!whole) return undefined;
  const [offset] = error.pos;
  const line = lineAt(text, offset)
    .trim()
    .replace(/^(?:- +)+/, "");
  const tight = /^([\w-]+):(\S.*)$/.exec(line);
  if (tight !== null) {
    return {
      message: `\`${line}\` has no space after its colon, so YAML reads it as plain text.`,
      hint: `Write \`${tight[1]}: ${tight[2]}\`.`,
      offset,
      length: line.length,
    };
  }
  return {
    message: `\`${line}\` is no \`key: value\`: the colon is missing.`,
    hint: `Write \`${line}:\`, or indent it as part of the text above.`,
    offset,
    length: line.length,
  };
}

function badStart({ text, at, error }: Scene): Finding | undefined {
  if (error.code !== "BAD_SCALAR_START") return undefined;
  const value = lineAt(text, at)
    .slice(at - lineStart(text, at))
    .trim();
  return {
    message: `A value cannot start with \`${value.charAt(0)}\` unless it is in quotes.`,
    hint: `Write "${value.replaceAll('"', '\\"')}".`,
  };
}

function afterEnd({ text, at, error }: Scene): Finding | undefined {
  if (!error.message.endsWith("at node end")) return undefined;
  const before = text.slice(0, at).trimEnd().at(-1) ?? "";
  const rest = lineAt(text, at)
    .slice(at - lineStart(text, at))
    .trim();
  const quote = before === '"' || before === "'";
  const inner = before === '"' ? '\\"' : "''";
  return {
    message: `\`${rest}\` stands behind the ${quote ? `closing ${before}` : `end of the value (\`${before}\`)`}.`,
    hint: quote
      ? `Put the whole value between the quotes; a ${before} inside is written ${inner}.`
      : "Remove it, or put the whole value in quotes.",
    length: rest.length,
  };
}

function badEscape({ error }: Scene): Finding | undefined {
  if (error.code !== "BAD_DQ_ESCAPE") return undefined;
  const sequence = error.message.split(" ").at(-1) ?? "\\";
  return {
    message: `\`${sequence}\` is no escape that double quotes know.`,
    hint: `Write \`\\${sequence}\`, or use single quotes, where a backslash is just a backslash.`,
    length: sequence.length,
  };
}

function emptyItem({ error }: Scene): Finding | undefined {
  if (!error.message.startsWith("Unexpected ,")) return undefined;
  return {
    message: "There is no item before this comma.",
    hint: "Remove the comma, or add the item.",
  };
}

function aliasName({ error }: Scene): Finding | undefined {
  if (error.code !== "BAD_ALIAS") return undefined;
  return {
    message: "`*` at the start of a value stands for an alias, and needs a name.",
    hint: 'Write "*" in quotes if you mean the character.',
  };
}

function unevenIndent({ text, at, error, line }: Scene): Finding | undefined {
  const item = error.code === "BLOCK_AS_IMPLICIT_KEY" && line.startsWith("- ");
  if (!item && !/^(?:BAD_INDENT|UNEXPECTED_TOKEN|MISSING_CHAR)$/.test(error.code)) return undefined;
  const own = indentAt(text, at);
  const above = enclosing(text, at).filter(({ indent }) => indent !== own);
  if (above.length === 0) return undefined;
  const others = above.map(({ indent, name }) => `${indent} (\`${name}\`)`).join(" or ");
  const name = nameOf(line);
  return {
    message: `\`${name}\` is indented by ${own} ${own === 1 ? "space" : "spaces"}, but the lines above by ${others}.`,
    hint: "Line it up with the one that it belongs to.",
    offset: lineStart(text, at) + own,
    length: name.length,
  };
}

function secondDocument({ error }: Scene): Finding | undefined {
  if (error.code !== "MULTIPLE_DOCS") return undefined;
  return {
    message: "A second YAML document starts here.",
    hint: "Remove the `---` line; one file holds one document.",
    length: 3,
  };
}
