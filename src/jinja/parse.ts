/** From the text of a template to its syntax tree. */
import type { Body, Expression, MacroDefinition, Source } from "./ast.ts";
import { StatementParser } from "./parser/statements.ts";
import { sourceOf } from "./source.ts";

export interface Template extends Source {
  readonly body: Body;
  /** Definitions at the top level, in order. */
  readonly macros: readonly MacroDefinition[];
}

/** Where a template starts inside its file; line and column count from 1. */
export interface Start {
  readonly line?: number;
  readonly column?: number;
}

/**
 * Parses a template.
 *
 * @param start Place of its first character, when it is a part of `file`.
 * @throws PtxError PTX30xx at the place of the mistake.
 */
export function parseTemplate(text: string, file: string, start?: Start): Template {
  const source = sourceOf(text, file, start);
  return { ...source, ...new StatementParser(source).parseTemplate() };
}

/**
 * Parses a text that is one expression, without braces.
 *
 * @throws PtxError PTX30xx at the place of the mistake.
 */
export function parseExpression(
  text: string,
  file: string,
  start?: Start,
): { source: Source; expression: Expression } {
  // The braces make the end of the text visible to the lexer; a space keeps a sign at its start a sign.
  const column = (start?.column ?? 1) - 3;
  const source = sourceOf(`{{ ${text}\n}}`, file, { ...start, column });
  const parser = new StatementParser(source);
  parser.next();
  return { source, expression: parser.parseAlone() };
}
