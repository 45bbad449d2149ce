/** Statements: Jinja2's blocks, `do`, `break` and `continue`, and dbt's definitions. */
import lexer from "nunjucks/src/lexer.js";
import type {
  Body,
  Call,
  DefinitionKind,
  Expression,
  MacroDefinition,
  Statement,
  Target,
} from "../ast.ts";
import type { Token } from "../lexer.ts";
import { placeOf } from "../source.ts";
import { closest } from "../undefined.ts";
import { DefinitionParser } from "./definitions.ts";

const unsupported = new Set(["include", "import", "from", "extends", "block"]);
const tags = [
  "if",
  "for",
  "set",
  "do",
  "macro",
  "call",
  "filter",
  "with",
  "raw",
  "break",
  "continue",
  "print",
  "test",
  "data_test",
  "materialization",
  "snapshot",
  "docs",
  "autoescape",
];
const closing = /^(?:end\w+|else|elif)$/;

export class StatementParser extends DefinitionParser {
  /** Start tags of the blocks around the current place. */
  readonly #blocks: { readonly tag: string; readonly token: Token }[] = [];
  #loops = 0;

  /** The whole template. */
  parseTemplate(): { body: Body; macros: readonly MacroDefinition[] } {
    const { body } = this.#statements([]);
    const macros = body.flatMap((node) => (node.type === "macro" ? [node.macro] : []));
    return { body, macros };
  }

  /** One expression that is the whole text. */
  parseAlone(): Expression {
    const node = this.parseTuple();
    const rest = this.next();
    if (rest?.type !== lexer.TOKEN_VARIABLE_END) this.unexpected("the end of the expression", rest);
    return node;
  }

  /** Statements up to one of the given tags, whose name token is returned; or the end of the text. */
  #statements(until: readonly string[]): { body: Statement[]; end: Token | undefined } {
    const body: Statement[] = [];
    for (;;) {
      const token = this.next();
      if (token === null) {
        const open = this.#blocks.at(-1);
        if (open !== undefined) this.#neverClosed(open);
        return { body, end: undefined };
      }
      if (token.type === lexer.TOKEN_DATA) {
        body.push({ type: "data", at: token.start, text: token.value });
      } else if (token.type === lexer.TOKEN_VARIABLE_START) {
        const value = this.parseTuple();
        this.take(lexer.TOKEN_VARIABLE_END, "'}}'");
        body.push({ type: "print", at: token.start, value });
      } else {
        const tag = this.takeName("the name of a tag");
        if (until.includes(tag.value)) return { body, end: tag };
        body.push(this.#statement(tag, token));
      }
    }
  }

  #neverClosed(open: { tag: string; token: Token }): never {
    this.error(`'${open.tag}' block is never closed`, open.token, {
      code: "PTX3004",
      hint: `Close it with '{% end${open.tag} %}'.`,
    });
  }

  /** The body of a block up to one of its closing tags. */
  #body(tag: string, token: Token, until: readonly string[]): { body: Body; end: string } {
    this.#blocks.push({ tag, token });
    const { body, end } = this.#statements(until);
    const open = this.#blocks.pop();
    if (end === undefined) this.#neverClosed(open ?? { tag, token });
    return { body, end: end.value };
  }

  /** The body up to `end<tag>`, which is read to its end. */
  protected override blockBody(tag: string, token: Token): Body {
    const { body } = this.#body(tag, token, [`end${tag}`]);
    this.takeBlockEnd(`end${tag}`);
    return body;
  }

  #statement(tag: Token, start: Token): Statement {
    switch (tag.value) {
      case "if":
        return this.#if(tag);
      case "for":
        return this.#for(tag);
      case "set":
        return this.#set(tag);
      case "do":
      case "print":
        return this.#doOrPrint(tag);
      case "break":
      case "continue":
        return this.#jump(tag, tag.value);
      case "call":
        return this.#call(tag, start);
      case "filter":
        return this.#filter(tag);
      case "with":
        return this.#with(tag);
      case "autoescape":
        return this.#autoescape(tag);
      case "macro":
      case "test":
      case "data_test":
      case "materialization":
      case "snapshot":
      case "docs":
        return this.#definition(tag, start, tag.value);
      default:
        return this.#unknown(tag);
    }
  }

  #definition(tag: Token, start: Token, kind: DefinitionKind): Statement {
    const loops = this.#loops;
    this.#loops = 0;
    const macro = this.parseDefinition(tag, start, kind);
    this.#loops = loops;
    return { type: "macro", at: tag.start, macro };
  }

  #unknown(tag: Token): never {
    const { value } = tag;
    if (closing.test(value)) this.#misplaced(tag);
    if (unsupported.has(value)) {
      this.error(
        `'${value}' is not available: templates here do not include or extend each other`,
        tag,
        {
          code: "PTX3005",
          hint: "Put shared code into a macro of the project and call it.",
        },
      );
    }
    const guess = closest(value, tags);
    this.error(`unknown tag '${value}'`, tag, {
      code: "PTX3003",
      hint: guess === undefined ? `Known tags: ${tags.join(", ")}.` : `Did you mean '${guess}'?`,
    });
  }

  #misplaced(tag: Token): never {
    const open = this.#blocks.at(-1);
    if (open === undefined) {
      this.error(`'${tag.value}' without a block to belong to`, tag, { code: "PTX3004" });
    }
    const at = placeOf(this.source, open.token.start);
    this.error(
      `'${tag.value}' does not fit: the open block is '${open.tag}' of line ${at.line}`,
      tag,
      {
        code: "PTX3004",
        hint: `Close it first with '{% end${open.tag} %}'.`,
        related: [{ message: `'${open.tag}' starts here`, at }],
      },
    );
  }

  #if(tag: Token): Statement {
    const branches: { test: Expression; body: Body }[] = [];
    let otherwise: Body | undefined;
    for (let end = "if"; end !== "endif"; ) {
      if (end === "else") {
        this.takeBlockEnd("else");
        otherwise = this.#body("if", tag, ["endif"]).body;
        break;
      }
      const test = this.parseTuple({ conditional: false });
      this.takeBlockEnd(end);
      const part = this.#body("if", tag, ["elif", "else", "endif"]);
      branches.push({ test, body: part.body });
      end = part.end;
    }
    this.takeBlockEnd("endif");
    return { type: "if", at: tag.start, branches, otherwise };
  }

  #for(tag: Token): Statement {
    const target = this.#target("in");
    this.#refuseAttributes(target);
    this.takeWord("in");
    const iterable = this.parseTuple({ conditional: false, until: "recursive" });
    const test = this.skipWord("if") ? this.parseExpression() : undefined;
    const recursive = this.skipWord("recursive");
    this.takeBlockEnd("for");
    this.#loops += 1;
    const { body, end } = this.#body("for", tag, ["else", "endfor"]);
    this.#loops -= 1;
    let otherwise: Body | undefined;
    if (end === "else") {
      this.takeBlockEnd("else");
      otherwise = this.#body("for", tag, ["endfor"]).body;
    }
    this.takeBlockEnd("endfor");
    return { type: "for", at: tag.start, target, iterable, test, recursive, body, otherwise };
  }

  #refuseAttributes(target: Target): void {
    if (target.type === "targets") for (const item of target.items) this.#refuseAttributes(item);
    if (target.type !== "namespace") return;
    this.error(`cannot loop into the attribute '${target.name}.${target.attribute}'`, {
      start: target.at,
    });
  }

  /** One or more targets separated by commas, up to a word, `=`, `|` or the end of the tag. */
  #target(until: string): Target {
    const first = this.#singleTarget();
    if (this.peek()?.type !== lexer.TOKEN_COMMA) return first;
    const items = [first];
    while (this.skipType(lexer.TOKEN_COMMA)) {
      const token = this.peek();
      if (
        token?.type !== lexer.TOKEN_LEFT_PAREN &&
        (token?.type !== lexer.TOKEN_SYMBOL || token.value === until)
      )
        break;
      items.push(this.#singleTarget());
    }
    return { type: "targets", at: first.at, items };
  }

  #singleTarget(): Target {
    const open = this.peek();
    if (open !== null && this.skipType(lexer.TOKEN_LEFT_PAREN)) {
      const inner = this.#target("");
      this.take(lexer.TOKEN_RIGHT_PAREN, "')'");
      return inner;
    }
    const token = this.takeName("a name to assign to");
    if (/^(?:[Tt]rue|[Ff]alse|[Nn]one)$/.test(token.value)) {
      this.error(`cannot assign to '${token.value}'`, token);
    }
    if (!this.skipOperator(".")) return { type: "name", at: token.start, name: token.value };
    const attribute = this.takeName("a name after '.'").value;
    return { type: "namespace", at: token.start, name: token.value, attribute };
  }

  #set(tag: Token): Statement {
    const target = this.#target("");
    if (this.skipOperator("=")) {
      const value = this.parseTuple();
      this.takeBlockEnd("set");
      return { type: "set", at: tag.start, target, value };
    }
    const filter = this.#filterChain();
    if (this.peek()?.type !== lexer.TOKEN_BLOCK_END) this.unexpected("'=' or '%}'", this.next());
    this.takeBlockEnd("set");
    return { type: "set-block", at: tag.start, target, filter, body: this.blockBody("set", tag) };
  }

  #filterChain() {
    let filter = undefined as ReturnType<typeof this.parseFilter> | undefined;
    while (this.skipType(lexer.TOKEN_PIPE)) filter = this.parseFilter(filter);
    return filter;
  }

  #doOrPrint(tag: Token): Statement {
    const value = this.parseTuple();
    this.takeBlockEnd(tag.value);
    return { type: tag.value === "do" ? "do" : "print", at: tag.start, value };
  }

  #jump(tag: Token, type: "break" | "continue"): Statement {
    if (this.#loops === 0) this.error(`'${type}' outside of a loop`, tag, { code: "PTX3004" });
    this.takeBlockEnd(type);
    return { type, at: tag.start };
  }

  #call(tag: Token, start: Token): Statement {
    const parameters = this.peek()?.type === lexer.TOKEN_LEFT_PAREN ? this.parseParameters() : [];
    const token = this.peek();
    const call = this.parseExpression();
    if (call.type !== "call") this.unexpected("a macro call", token);
    this.takeBlockEnd("call");
    const caller = this.openDefinition("caller", "caller", tag, start);
    const macro = this.closeDefinition(caller, parameters, this.blockBody("call", tag));
    return { type: "call-block", at: tag.start, call: call satisfies Call, caller: macro };
  }

  #filter(tag: Token): Statement {
    let filter = this.parseFilter(undefined);
    while (this.skipType(lexer.TOKEN_PIPE)) filter = this.parseFilter(filter);
    this.takeBlockEnd("filter");
    return { type: "filter-block", at: tag.start, filter, body: this.blockBody("filter", tag) };
  }

  #with(tag: Token): Statement {
    const assignments: [Target, Expression][] = [];
    while (this.peek()?.type !== lexer.TOKEN_BLOCK_END) {
      if (assignments.length > 0) this.take(lexer.TOKEN_COMMA, "',' or '%}'");
      const target = this.#singleTarget();
      this.takeOperator("=");
      assignments.push([target, this.parseExpression()]);
    }
    this.takeBlockEnd("with");
    return { type: "with", at: tag.start, assignments, body: this.blockBody("with", tag) };
  }

  /** Nothing is ever escaped here, so the block is only its body. */
  #autoescape(tag: Token): Statement {
    this.parseExpression();
    this.takeBlockEnd("autoescape");
    return {
      type: "with",
      at: tag.start,
      assignments: [],
      body: this.blockBody("autoescape", tag),
    };
  }
}
