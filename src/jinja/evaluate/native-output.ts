/** What a template prints, as values: for native rendering. */
import type { Data, Print } from "../ast.ts";
import { toText } from "../printing.ts";
import type { Value } from "../value.ts";
import { Output } from "./output.ts";

export interface Printed {
  /** `undefined` for text between expressions. */
  readonly node: Print | undefined;
  readonly value: Value;
}

export class NativeOutput extends Output {
  readonly printed: Printed[] = [];

  override data(node: Data): void {
    this.printed.push({ node: undefined, value: node.text });
  }
  override print(node: Print, text: string): void {
    this.printed.push({ node, value: text });
  }
  override value(node: Print, value: Value): void {
    this.printed.push({ node, value });
  }
  /** All of it as one text. */
  joined(): string {
    return this.printed.map(({ value }) => toText(value)).join("");
  }
}
