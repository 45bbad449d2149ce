/** Operands: names, literals, calls, indexes, filters and tests. */
import lexer from "nunjucks/src/lexer.js";
import type { Arguments, Call, Expression, FilterCall } from "../ast.ts";
import type { Token } from "../lexer.ts";
import { floatLiteral, intLiteral } from "../literals.ts";
import { OperatorParser } from "./operators.ts";

export const noArguments: Arguments = {
  args: [],
  kwargs: [],
  star: undefined,
  doubleStar: undefined,
};

const constants: ReadonlyMap<string, boolean | null> = new Map<string, boolean | null>([
  ["true", true],
  ["True", true],
  ["false", false],
  ["False", false],
  ["none", null],
  ["None", null],
]);
/** Words that end an argument of a test written without parentheses. */
const afterTest = new Set(["else", "or", "and", "if", "in", "not", "recursive"]);

export class ExpressionParser extends OperatorParser {
  /** For each macro being read: which special names its body uses. */
  protected readonly uses: Set<string>[] = [];

  override parseUnary(filters = true): Expression {
    const sign = this.operator("-", "+");
    let node: Expression =
      sign === undefined
        ? this.parsePrimary()
        : {
            type: "unary",
            at: sign.start,
            operator: sign.value === "-" ? "-" : "+",
            operand: this.parseUnary(false),
          };
    node = this.parsePostfix(node);
    return filters ? this.#parseFiltersAndTests(node) : node;
  }

  parsePrimary(): Expression {
    const token = this.next();
    switch (token?.type) {
      case lexer.TOKEN_SYMBOL:
        return this.#name(token);
      case lexer.TOKEN_STRING:
        return this.#string(token);
      case lexer.TOKEN_INT:
        return { type: "const", at: token.start, value: intLiteral(token.value) };
      case lexer.TOKEN_FLOAT:
        return { type: "const", at: token.start, value: floatLiteral(token.value) };
      case lexer.TOKEN_LEFT_PAREN:
        return this.#parenthesized(token);
      case lexer.TOKEN_LEFT_BRACKET:
        return this.#list(token);
      case lexer.TOKEN_LEFT_CURLY:
        return this.#dict(token);
      default:
        return this.unexpected("an expression", token);
    }
  }

  #name(token: Token): Expression {
    const { value, start } = token;
    const constant = constants.get(value);
    if (constant !== undefined) return { type: "const", at: start, value: constant };
    if (value === "caller" || value === "varargs" || value === "kwargs") {
      for (const uses of this.uses) uses.add(value);
    }
    return { type: "name", at: start, name: value };
  }

  #string(token: Token): Expression {
    let { value } = token;
    while (this.peek()?.type === lexer.TOKEN_STRING) value += this.next()?.value ?? "";
    return { type: "const", at: token.start, value };
  }

  #parenthesized(open: Token): Expression {
    if (this.skipType(lexer.TOKEN_RIGHT_PAREN)) return { type: "tuple", at: open.start, items: [] };
    const node = this.parseTuple();
    this.take(lexer.TOKEN_RIGHT_PAREN, "')' or ','");
    return node;
  }

  #list(open: Token): Expression {
    const items: Expression[] = [];
    while (!this.skipType(lexer.TOKEN_RIGHT_BRACKET)) {
      if (items.length > 0) {
        this.take(lexer.TOKEN_COMMA, "',' or ']'");
        if (this.skipType(lexer.TOKEN_RIGHT_BRACKET)) break;
      }
      items.push(this.parseExpression());
    }
    return { type: "list", at: open.start, items };
  }

  #dict(open: Token): Expression {
    const entries: [Expression, Expression][] = [];
    while (!this.skipType(lexer.TOKEN_RIGHT_CURLY)) {
      if (entries.length > 0) {
        this.take(lexer.TOKEN_COMMA, "',' or '}'");
        if (this.skipType(lexer.TOKEN_RIGHT_CURLY)) break;
      }
      const key = this.parseExpression();
      this.take(lexer.TOKEN_COLON, "':' after the key");
      entries.push([key, this.parseExpression()]);
    }
    return { type: "dict", at: open.start, entries };
  }

  parsePostfix(start: Expression): Expression {
    let node = start;
    for (;;) {
      const token = this.peek();
      if (token === null) return node;
      if (token.type === lexer.TOKEN_LEFT_PAREN) {
        node = { type: "call", at: node.at, callee: node, args: this.parseArguments() };
      } else if (token.type === lexer.TOKEN_LEFT_BRACKET) {
        node = this.#subscript(node);
      } else if (token.type === lexer.TOKEN_OPERATOR && token.value === ".") {
        this.next();
        node = this.#attribute(node);
      } else {
        return node;
      }
    }
  }

  #attribute(target: Expression): Expression {
    const token = this.next();
    if (token?.type === lexer.TOKEN_SYMBOL) {
      return { type: "attribute", at: token.start, target, name: token.value };
    }
    if (token?.type !== lexer.TOKEN_INT) this.unexpected("a name after '.'", token);
    const key: Expression = { type: "const", at: token.start, value: intLiteral(token.value) };
    return { type: "item", at: token.start, target, key };
  }

  #subscript(target: Expression): Expression {
    const open = this.take(lexer.TOKEN_LEFT_BRACKET, "'['");
    const keys: Expression[] = [];
    let comma = false;
    while (!this.skipType(lexer.TOKEN_RIGHT_BRACKET)) {
      if (keys.length > 0) {
        this.take(lexer.TOKEN_COMMA, "']'");
        comma = true;
        if (this.skipType(lexer.TOKEN_RIGHT_BRACKET)) break;
      }
      keys.push(this.#subscriptKey());
    }
    const [first] = keys;
    if (first === undefined) this.error("expected an index between '[' and ']'", open);
    const key: Expression = comma ? { type: "tuple", at: first.at, items: keys } : first;
    return { type: "item", at: open.start, target, key };
  }

  #subscriptKey(): Expression {
    const at = this.peek()?.start ?? 0;
    const bounds: (Expression | undefined)[] = [undefined, undefined, undefined];
    let part = 0;
    for (;;) {
      if (this.skipType(lexer.TOKEN_COLON)) {
        part += 1;
        continue;
      }
      const type = this.peek()?.type;
      if (type === lexer.TOKEN_RIGHT_BRACKET || type === lexer.TOKEN_COMMA || part > 2) break;
      bounds[part] = this.parseExpression();
      if (this.peek()?.type !== lexer.TOKEN_COLON) break;
    }
    const [start, stop, step] = bounds;
    if (part === 0 && start !== undefined) return start;
    return { type: "slice", at, start, stop, step };
  }

  /** The arguments of a call, from `(` to `)`. */
  parseArguments(): Arguments {
    const open = this.take(lexer.TOKEN_LEFT_PAREN, "'('");
    if (this.skipType(lexer.TOKEN_RIGHT_PAREN)) return noArguments;
    const args: Expression[] = [];
    const kwargs: [string, Expression][] = [];
    const found = { args, kwargs, star: undefined, doubleStar: undefined };
    do {
      if (this.peek()?.type === lexer.TOKEN_RIGHT_PAREN) break;
      this.#argument(found);
    } while (this.skipType(lexer.TOKEN_COMMA));
    const close = this.next();
    if (close?.type !== lexer.TOKEN_RIGHT_PAREN) {
      if (close === null) this.error("'(' is never closed", open, { code: "PTX3002" });
      this.unexpected("',' or ')'", close);
    }
    return found;
  }

  #argument(found: {
    args: Expression[];
    kwargs: [string, Expression][];
    star: Expression | undefined;
    doubleStar: Expression | undefined;
  }): void {
    const token = this.peek();
    if (this.skipOperator("**")) {
      found.doubleStar = this.parseExpression();
      return;
    }
    if (this.skipOperator("*")) {
      found.star = this.parseExpression();
      return;
    }
    const value = this.parseExpression();
    if (value.type === "name" && this.skipOperator("=")) {
      found.kwargs.push([value.name, this.parseExpression()]);
      return;
    }
    if (token !== null && (found.kwargs.length > 0 || found.star !== undefined)) {
      this.error("positional argument after a keyword argument", token, {
        hint: "Put the arguments without names first.",
      });
    }
    found.args.push(value);
  }

  #parseFiltersAndTests(start: Expression): Expression {
    let node = start;
    for (;;) {
      const token = this.peek();
      if (token === null) return node;
      if (token.type === lexer.TOKEN_PIPE) {
        this.next();
        node = this.parseFilter(node);
      } else if (token.type === lexer.TOKEN_SYMBOL && token.value === "is") {
        this.next();
        node = this.#test(node);
      } else if (token.type === lexer.TOKEN_LEFT_PAREN) {
        node = {
          type: "call",
          at: node.at,
          callee: node,
          args: this.parseArguments(),
        } satisfies Call;
      } else {
        return node;
      }
    }
  }

  /** One filter; the `|` was read. */
  parseFilter(target: Expression | undefined): FilterCall {
    const token = this.takeName("the name of a filter");
    const name = this.#dotted(token.value);
    const args = this.peek()?.type === lexer.TOKEN_LEFT_PAREN ? this.parseArguments() : noArguments;
    return { type: "filter", at: token.start, name, target, args };
  }

  #dotted(first: string): string {
    let name = first;
    while (this.skipOperator(".")) name += `.${this.takeName("a name after '.'").value}`;
    return name;
  }

  #test(target: Expression): Expression {
    const negated = this.skipWord("not");
    const token = this.takeName("the name of a test");
    const name = this.#dotted(token.value);
    const args = this.#testArguments();
    const node: Expression = { type: "test", at: token.start, name, target, args };
    return negated ? { type: "unary", at: token.start, operator: "not", operand: node } : node;
  }

  #testArguments(): Arguments {
    const token = this.peek();
    switch (token?.type) {
      case lexer.TOKEN_LEFT_PAREN:
        return this.parseArguments();
      case lexer.TOKEN_SYMBOL:
        if (token.value === "is") this.error("tests cannot be chained with 'is'", token);
        if (afterTest.has(token.value)) return noArguments;
        break;
      case lexer.TOKEN_STRING:
      case lexer.TOKEN_INT:
      case lexer.TOKEN_FLOAT:
      case lexer.TOKEN_LEFT_BRACKET:
      case lexer.TOKEN_LEFT_CURLY:
        break;
      default:
        return noArguments;
    }
    return { ...noArguments, args: [this.parsePostfix(this.parsePrimary())] };
  }
}
