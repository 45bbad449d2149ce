/**
 * Draws what a terminal shows as an SVG picture.
 *
 * usage: tmux capture-pane -ep | tsx scripts/docs/terminal-svg.ts [--columns 100] > picture.svg
 */
import { readFileSync } from "node:fs";

const cell = { width: 8.4, height: 18 };
const padding = 14;
const bar = 28;
const colors = {
  background: "#16181d",
  bar: "#23262e",
  text: "#d7dae0",
  faint: "#8b909c",
};

/** The eight colors, as readable on a dark background. */
const palette = [
  "#5c6370",
  "#f2777a",
  "#8fd17f",
  "#e6c07b",
  "#7aa6da",
  "#c99ee0",
  "#66c7cf",
  "#d7dae0",
];

interface Style {
  readonly color: string | undefined;
  readonly bold: boolean;
  readonly faint: boolean;
}

interface Run {
  readonly text: string;
  readonly column: number;
  readonly style: Style;
}

const plain: Style = { color: undefined, bold: false, faint: false };

/** The style after one SGR code. */
function after(style: Style, code: number): Style {
  if (code === 0) return plain;
  if (code === 1) return { ...style, bold: true };
  if (code === 2) return { ...style, faint: true };
  if (code === 22) return { ...style, bold: false, faint: false };
  if (code === 39) return { ...style, color: undefined };
  if (code >= 30 && code <= 37) return { ...style, color: palette[code - 30] };
  if (code >= 90 && code <= 97) return { ...style, color: palette[code - 90] };
  return style;
}

/** Splits text with escape sequences into runs of one style; the style goes on in the next line. */
function runsOf(line: string, from: Style): { runs: Run[]; style: Style } {
  const runs: Run[] = [];
  let style = from;
  let column = 0;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one.
  for (const [, codes, text = ""] of line.matchAll(/\u001b\[([\d;]*)m|([^\u001b]+)/g)) {
    if (codes !== undefined) {
      for (const code of codes.split(";")) style = after(style, Number(code));
      continue;
    }
    runs.push({ text, column, style });
    column += [...text].length;
  }
  return { runs, style };
}

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

function drawn({ text, column, style }: Run, y: number): string {
  if (text.trim() === "") return "";
  const fill = style.color ?? (style.faint ? colors.faint : colors.text);
  const weight = style.bold ? ' font-weight="bold"' : "";
  const indent = text.length - text.trimStart().length;
  const shown = text.trim();
  const x = (padding + (column + indent) * cell.width).toFixed(1);
  // A given length keeps columns straight whatever font there is.
  const length = ([...shown].length * cell.width).toFixed(1);
  return `<text x="${x}" y="${y}" textLength="${length}" fill="${fill}"${weight} xml:space="preserve">${escaped(shown)}</text>`;
}

function pictureOf(screen: string, columns: number): string {
  const lines = screen.replace(/\s+$/, "").split("\n");
  const width = columns * cell.width + 2 * padding;
  const height = bar + lines.length * cell.height + 2 * padding;
  const body: string[] = [];
  let style = plain;
  for (const [index, line] of lines.entries()) {
    const y = bar + padding + (index + 0.75) * cell.height;
    const split = runsOf(line, style);
    style = split.style;
    body.push(...split.runs.map((run) => drawn(run, y)).filter((text) => text !== ""));
  }
  const dots = ["#f2777a", "#e6c07b", "#8fd17f"].map(
    (fill, index) => `<circle cx="${18 + index * 18}" cy="14" r="5.5" fill="${fill}"/>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<rect width="${width}" height="${height}" rx="8" fill="${colors.background}"/>`,
    `<path d="M0 ${bar}V8a8 8 0 0 1 8-8h${width - 16}a8 8 0 0 1 8 8v${bar - 8}z" fill="${colors.bar}"/>`,
    ...dots,
    `<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14">`,
    ...body,
    "</g>",
    "</svg>",
    "",
  ].join("\n");
}

const given = process.argv.indexOf("--columns");
const columns = given === -1 ? 100 : Number(process.argv[given + 1]);
process.stdout.write(pictureOf(readFileSync(0, "utf8"), columns));
