/** nunjucks' token stream, with errors that say what was found and where. */
import lexer from "nunjucks/src/lexer.js";
import nunjucks from "nunjucks/src/parser.js";
import { type Advice, PtxError } from "../../core/error.ts";
import type { Source } from "../ast.ts";
import { JinjaLexer, type Token } from "../lexer.ts";
import { placeOf } from "../source.ts";

export type SyntaxCode = "PTX3001" | "PTX3002" | "PTX3003" | "PTX3004" | "PTX3005";

export class TokenParser extends nunjucks.Parser {
  readonly source: Source;

  constructor(source: Source) {
    super(new JinjaLexer(source));
    this.source = source;
  }

  peek(): Token | null {
    return this.peekToken() as Token | null;
  }
  next(): Token | null {
    return this.nextToken() as Token | null;
  }
  peekIs(type: string, value?: string): boolean {
    const token = this.peek();
    return token !== null && token.type === type && (value === undefined || token.value === value);
  }
  /** The next token if it is an operator of this text. */
  skipOperator(value: string): boolean {
    if (!this.peekIs(lexer.TOKEN_OPERATOR, value)) return false;
    this.next();
    return true;
  }
  /** The next token if it is this word. */
  skipWord(value: string): boolean {
    if (!this.peekIs(lexer.TOKEN_SYMBOL, value)) return false;
    this.next();
    return true;
  }
  skipType(type: string): boolean {
    if (this.peek()?.type !== type) return false;
    this.next();
    return true;
  }
  /** @throws PtxError PTX3001 when the next token is of another type. */
  take(type: string, expected: string): Token {
    const token = this.next();
    if (token?.type !== type) this.unexpected(expected, token);
    return token;
  }
  takeOperator(value: string): Token {
    const token = this.next();
    if (token?.type !== lexer.TOKEN_OPERATOR || token.value !== value) {
      this.unexpected(`'${value}'`, token);
    }
    return token;
  }
  takeWord(value: string): Token {
    const token = this.next();
    if (token?.type !== lexer.TOKEN_SYMBOL || token.value !== value) {
      this.unexpected(`'${value}'`, token);
    }
    return token;
  }
  takeName(expected: string): Token {
    return this.take(lexer.TOKEN_SYMBOL, expected);
  }
  takeBlockEnd(tag: string): Token {
    const token = this.next();
    if (token?.type !== lexer.TOKEN_BLOCK_END)
      this.unexpected(`'%}' to end the '${tag}' tag`, token);
    return token;
  }

  unexpected(expected: string, token: Token | null): never {
    const at = token ?? { start: this.source.text.length, end: this.source.text.length };
    const found = token === null ? "the end of the template" : `'${shown(token)}'`;
    this.error(`expected ${expected}, found ${found}`, at);
  }
  error(
    message: string,
    at: { start: number; end?: number },
    { code = "PTX3001", ...advice }: { code?: SyntaxCode } & Advice = {},
  ): never {
    const length = at.end === undefined ? undefined : Math.max(1, at.end - at.start);
    throw new PtxError(code, message, { at: placeOf(this.source, at.start, length), ...advice });
  }
}

function shown(token: Token): string {
  const text = token.type === lexer.TOKEN_STRING ? `"${token.value}"` : token.value;
  return text.length > 40 ? `${text.slice(0, 37)}...` : text;
}
