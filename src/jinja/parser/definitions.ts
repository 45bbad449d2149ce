/** Blocks that define something with a name: macros, tests, materializations, snapshots, docs. */
import lexer from "nunjucks/src/lexer.js";
import type { Body, DefinitionKind, Expression, MacroDefinition, Parameter } from "../ast.ts";
import type { Token } from "../lexer.ts";
import { ExpressionParser } from "./expressions.ts";

interface OpenDefinition {
  readonly kind: DefinitionKind;
  readonly name: string;
  readonly at: number;
  readonly start: number;
  readonly uses: Set<string>;
}

export abstract class DefinitionParser extends ExpressionParser {
  protected abstract blockBody(tag: string, token: Token): Body;

  /** Starts to note which of `caller`, `varargs` and `kwargs` a body uses. */
  protected openDefinition(
    kind: DefinitionKind,
    name: string,
    tag: Token,
    start: Token,
  ): OpenDefinition {
    const uses = new Set<string>();
    this.uses.push(uses);
    return { kind, name, at: tag.start, start: start.start, uses };
  }

  protected closeDefinition(
    open: OpenDefinition,
    parameters: readonly Parameter[],
    body: Body,
    extra: Pick<MacroDefinition, "adapter" | "supportedLanguages"> = {},
  ): MacroDefinition {
    this.uses.pop();
    const end = (this.tokens as { index?: number }).index ?? 0;
    return { ...open, parameters, body, source: this.source, end, ...extra };
  }

  /** A definition; its tag's name was read. */
  protected parseDefinition(tag: Token, start: Token, kind: DefinitionKind): MacroDefinition {
    const name = this.takeName(`the name of the ${kind}`);
    const open = { ...this.openDefinition(kind, name.value, tag, start), at: name.start };
    let parameters: readonly Parameter[] = [];
    let extra = {};
    if (kind === "materialization") extra = this.#materializationOptions(name.value);
    else if (kind !== "snapshot" && kind !== "docs") parameters = this.parseParameters();
    this.takeBlockEnd(kind);
    return this.closeDefinition(open, parameters, this.blockBody(kind, tag), extra);
  }

  /** `, default`, `, adapter='…'` and `, supported_languages=[…]`, in any order. */
  #materializationOptions(name: string): { adapter: string; supportedLanguages?: Expression } {
    let adapter = "default";
    let languages: Expression | undefined;
    while (this.skipType(lexer.TOKEN_COMMA)) {
      const option = this.takeName("'default', 'adapter' or 'supported_languages'");
      if (option.value === "default") continue;
      if (option.value !== "adapter" && option.value !== "supported_languages") {
        this.error(`materialization '${name}' has an unknown option '${option.value}'`, option, {
          hint: "Use default, adapter='…' or supported_languages=[…].",
        });
      }
      this.takeOperator("=");
      const value = this.parseExpression();
      if (option.value === "supported_languages") languages = value;
      else if (value.type === "const" && typeof value.value === "string") adapter = value.value;
      else this.error("the adapter of a materialization must be a text", { start: value.at });
    }
    return languages === undefined ? { adapter } : { adapter, supportedLanguages: languages };
  }

  /** `(a, b: type, c=1)`. */
  protected parseParameters(): readonly Parameter[] {
    const parameters: Parameter[] = [];
    this.take(lexer.TOKEN_LEFT_PAREN, "'(' and the parameters");
    while (!this.skipType(lexer.TOKEN_RIGHT_PAREN)) {
      if (parameters.length > 0) {
        this.take(lexer.TOKEN_COMMA, "',' or ')'");
      }
      parameters.push(this.#parameter(parameters));
    }
    return parameters;
  }

  #parameter(before: readonly Parameter[]): Parameter {
    const star = this.peek();
    if (star !== null && (this.skipOperator("*") || this.skipOperator("**"))) {
      this.error(`a macro has no '${star.value}' parameters`, star, {
        hint: "Further arguments are in 'varargs' and 'kwargs' of every macro that names these.",
      });
    }
    const token = this.takeName("the name of a parameter");
    if (before.some(({ name }) => name === token.value)) {
      this.error(`two parameters are called '${token.value}'`, token);
    }
    const annotation = this.skipType(lexer.TOKEN_COLON) ? this.#annotation() : undefined;
    const value = this.skipOperator("=") ? this.parseExpression() : undefined;
    if (value === undefined && before.at(-1)?.default !== undefined) {
      this.error(
        `parameter '${token.value}' without a default follows one that has a default`,
        token,
      );
    }
    return { name: token.value, at: token.start, default: value, annotation };
  }

  /** `str`, `list[str]`, `dict[str, int]`. */
  #annotation(): string {
    let text = this.takeName("a type").value;
    if (!this.skipType(lexer.TOKEN_LEFT_BRACKET)) return text;
    const inner: string[] = [];
    do inner.push(this.#annotation());
    while (this.skipType(lexer.TOKEN_COMMA));
    this.take(lexer.TOKEN_RIGHT_BRACKET, "']'");
    text += `[${inner.join(", ")}]`;
    return text;
  }
}
