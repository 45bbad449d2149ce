/** Operators, by Jinja2's precedence, which differs from nunjucks'. */
import lexer from "nunjucks/src/lexer.js";
import type { BinaryOperator, Compare, Comparison, Expression } from "../ast.ts";
import type { Token } from "../lexer.ts";
import { TokenParser } from "./tokens.ts";

const comparisons = new Set(["==", "!=", "<", "<=", ">", ">="]);

export abstract class OperatorParser extends TokenParser {
  /** An operand with its sign, and, if asked for, its filters and tests. */
  abstract parseUnary(filters?: boolean): Expression;

  /** One expression, or a tuple without parentheses. */
  parseTuple({
    conditional = true,
    until,
  }: {
    conditional?: boolean;
    until?: string;
  } = {}): Expression {
    const first = conditional ? this.parseExpression() : this.parseOr();
    if (this.peek()?.type !== lexer.TOKEN_COMMA) return first;
    const items = [first];
    while (this.skipType(lexer.TOKEN_COMMA)) {
      if (this.#endsTuple(until)) break;
      items.push(conditional ? this.parseExpression() : this.parseOr());
    }
    return { type: "tuple", at: first.at, items };
  }

  #endsTuple(until: string | undefined): boolean {
    const token = this.peek();
    if (token === null) return true;
    const { type } = token;
    return (
      type === lexer.TOKEN_BLOCK_END ||
      type === lexer.TOKEN_VARIABLE_END ||
      type === lexer.TOKEN_RIGHT_PAREN ||
      (until !== undefined && type === lexer.TOKEN_SYMBOL && token.value === until)
    );
  }

  parseExpression(): Expression {
    let node = this.parseOr();
    while (this.peekIs(lexer.TOKEN_SYMBOL, "if")) {
      this.next();
      const test = this.parseOr();
      const otherwise = this.skipWord("else") ? this.parseExpression() : undefined;
      node = { type: "conditional", at: node.at, test, value: node, otherwise };
    }
    return node;
  }

  override parseOr(): Expression {
    let left = this.parseAnd();
    while (this.skipWord("or")) left = { type: "or", at: left.at, left, right: this.parseAnd() };
    return left;
  }

  override parseAnd(): Expression {
    let left = this.parseNot();
    while (this.skipWord("and")) left = { type: "and", at: left.at, left, right: this.parseNot() };
    return left;
  }

  parseNot(): Expression {
    const token = this.peek();
    if (!this.skipWord("not")) return this.parseCompare();
    return { type: "unary", at: token?.start ?? 0, operator: "not", operand: this.parseNot() };
  }

  parseCompare(): Expression {
    const left = this.parseSum();
    let rest: Compare["rest"][number][] | undefined;
    for (;;) {
      const at = this.peek()?.start ?? 0;
      const operator = this.#comparison();
      if (operator === undefined) break;
      rest ??= [];
      rest.push({ at, operator, right: this.parseSum() });
    }
    return rest === undefined ? left : { type: "compare", at: left.at, left, rest };
  }

  #comparison(): Comparison | undefined {
    const token = this.peek();
    if (token === null) return undefined;
    if (token.type === lexer.TOKEN_OPERATOR && comparisons.has(token.value)) {
      this.next();
      return token.value as Comparison;
    }
    if (token.type !== lexer.TOKEN_SYMBOL) return undefined;
    if (token.value === "in") {
      this.next();
      return "in";
    }
    if (token.value !== "not") return undefined;
    this.next();
    this.takeWord("in");
    return "not in";
  }

  parseSum(): Expression {
    let left = this.parseConcat();
    for (;;) {
      const token = this.operator("+", "-");
      if (token === undefined) return left;
      left = this.#binary(token, left, this.parseConcat());
    }
  }

  parseConcat(): Expression {
    const first = this.parseProduct();
    if (this.peek()?.type !== lexer.TOKEN_TILDE) return first;
    const parts = [first];
    while (this.skipType(lexer.TOKEN_TILDE)) parts.push(this.parseProduct());
    return { type: "concat", at: first.at, parts };
  }

  parseProduct(): Expression {
    let left = this.parsePower();
    for (;;) {
      const token = this.operator("*", "/", "//", "%");
      if (token === undefined) return left;
      left = this.#binary(token, left, this.parsePower());
    }
  }

  parsePower(): Expression {
    let left = this.parseUnary();
    for (;;) {
      const token = this.operator("**");
      if (token === undefined) return left;
      left = this.#binary(token, left, this.parseUnary());
    }
  }

  protected operator(...values: string[]): Token | undefined {
    const token = this.peek();
    if (token === null || token.type !== lexer.TOKEN_OPERATOR || !values.includes(token.value)) {
      return undefined;
    }
    this.next();
    return token;
  }

  #binary(token: Token, left: Expression, right: Expression): Expression {
    const operator = token.value as BinaryOperator;
    return { type: "binary", at: token.start, operator, left, right };
  }
}
