/** The syntax tree of a template. `at` is the offset in the template's text. */
import type { Value } from "./value.ts";

export type Expression =
  | Const
  | Name
  | Call
  | Attribute
  | Item
  | FilterCall
  | TestCall
  | Sequence
  | DictLiteral
  | Unary
  | Binary
  | Logical
  | Compare
  | Concat
  | Conditional
  | Slice;

export interface Const {
  readonly type: "const";
  readonly at: number;
  readonly value: Value;
}
export interface Name {
  readonly type: "name";
  readonly at: number;
  readonly name: string;
}
export interface Arguments {
  readonly args: readonly Expression[];
  readonly kwargs: readonly (readonly [string, Expression])[];
  /** `*args` and `**kwargs`. */
  readonly star: Expression | undefined;
  readonly doubleStar: Expression | undefined;
}
export interface Call {
  readonly type: "call";
  readonly at: number;
  readonly callee: Expression;
  readonly args: Arguments;
}
export interface Attribute {
  readonly type: "attribute";
  readonly at: number;
  readonly target: Expression;
  readonly name: string;
}
export interface Item {
  readonly type: "item";
  readonly at: number;
  readonly target: Expression;
  readonly key: Expression;
}
export interface Slice {
  readonly type: "slice";
  readonly at: number;
  readonly start: Expression | undefined;
  readonly stop: Expression | undefined;
  readonly step: Expression | undefined;
}
export interface FilterCall {
  readonly type: "filter";
  readonly at: number;
  readonly name: string;
  /** Absent in `{% filter %}` and `{% set x | f %}`: the text of the block. */
  readonly target: Expression | undefined;
  readonly args: Arguments;
}
export interface TestCall {
  readonly type: "test";
  readonly at: number;
  readonly name: string;
  readonly target: Expression;
  readonly args: Arguments;
}
export interface Sequence {
  readonly type: "list" | "tuple";
  readonly at: number;
  readonly items: readonly Expression[];
}
export interface DictLiteral {
  readonly type: "dict";
  readonly at: number;
  readonly entries: readonly (readonly [Expression, Expression])[];
}
export interface Unary {
  readonly type: "unary";
  readonly at: number;
  readonly operator: "not" | "-" | "+";
  readonly operand: Expression;
}
export type BinaryOperator = "+" | "-" | "*" | "/" | "//" | "%" | "**";
export interface Binary {
  readonly type: "binary";
  readonly at: number;
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
}
export interface Logical {
  readonly type: "and" | "or";
  readonly at: number;
  readonly left: Expression;
  readonly right: Expression;
}
export type Comparison = "==" | "!=" | "<" | "<=" | ">" | ">=" | "in" | "not in";
export interface Compare {
  readonly type: "compare";
  readonly at: number;
  readonly left: Expression;
  readonly rest: readonly {
    readonly at: number;
    readonly operator: Comparison;
    readonly right: Expression;
  }[];
}
export interface Concat {
  readonly type: "concat";
  readonly at: number;
  readonly parts: readonly Expression[];
}
export interface Conditional {
  readonly type: "conditional";
  readonly at: number;
  readonly test: Expression;
  readonly value: Expression;
  readonly otherwise: Expression | undefined;
}

/** What a value is assigned to. */
export type Target = Name | AttributeTarget | TupleTarget;
export interface AttributeTarget {
  readonly type: "namespace";
  readonly at: number;
  readonly name: string;
  readonly attribute: string;
}
export interface TupleTarget {
  readonly type: "targets";
  readonly at: number;
  readonly items: readonly Target[];
}

export type Body = readonly Statement[];
export type Statement =
  | Data
  | Print
  | If
  | For
  | SetStatement
  | SetBlock
  | Do
  | MacroStatement
  | CallBlock
  | FilterBlock
  | With
  | Jump;

export interface Data {
  readonly type: "data";
  readonly at: number;
  readonly text: string;
}
export interface Print {
  readonly type: "print";
  readonly at: number;
  readonly value: Expression;
}
export interface If {
  readonly type: "if";
  readonly at: number;
  readonly branches: readonly { readonly test: Expression; readonly body: Body }[];
  readonly otherwise: Body | undefined;
}
export interface For {
  readonly type: "for";
  readonly at: number;
  readonly target: Target;
  readonly iterable: Expression;
  readonly test: Expression | undefined;
  readonly recursive: boolean;
  readonly body: Body;
  readonly otherwise: Body | undefined;
}
export interface SetStatement {
  readonly type: "set";
  readonly at: number;
  readonly target: Target;
  readonly value: Expression;
}
export interface SetBlock {
  readonly type: "set-block";
  readonly at: number;
  readonly target: Target;
  readonly filter: FilterCall | undefined;
  readonly body: Body;
}
export interface Do {
  readonly type: "do";
  readonly at: number;
  readonly value: Expression;
}
export interface CallBlock {
  readonly type: "call-block";
  readonly at: number;
  readonly call: Call;
  readonly caller: MacroDefinition;
}
export interface FilterBlock {
  readonly type: "filter-block";
  readonly at: number;
  readonly filter: FilterCall;
  readonly body: Body;
}
export interface With {
  readonly type: "with";
  readonly at: number;
  readonly assignments: readonly (readonly [Target, Expression])[];
  readonly body: Body;
}
export interface Jump {
  readonly type: "break" | "continue";
  readonly at: number;
}
export interface MacroStatement {
  readonly type: "macro";
  readonly at: number;
  readonly macro: MacroDefinition;
}

export interface Parameter {
  readonly name: string;
  readonly at: number;
  readonly default: Expression | undefined;
  /** Annotation as written, `str`; dbt allows it and does not check it. */
  readonly annotation: string | undefined;
}

export type DefinitionKind =
  | "macro"
  | "test"
  | "data_test"
  | "materialization"
  | "snapshot"
  | "docs"
  | "caller";

/** A `macro`, `test`, `materialization`, … block, or the body of a `call`. */
export interface MacroDefinition {
  readonly kind: DefinitionKind;
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly body: Body;
  readonly source: Source;
  /** Offset of the name. */
  readonly at: number;
  /** From `{%` of the start tag to `%}` of the end tag. */
  readonly start: number;
  readonly end: number;
  /** Which of `caller`, `varargs` and `kwargs` the body names: only these may be passed. */
  readonly uses: ReadonlySet<string>;
  /** Materializations: `default` or the named adapter, and the languages written, if any. */
  readonly adapter?: string;
  readonly supportedLanguages?: Expression;
}

/** A template's text and how its offsets map to places in its file. */
export interface Source {
  readonly file: string;
  readonly text: string;
  /** 1-based line and column of the first character, for templates inside a larger file. */
  readonly line: number;
  readonly column: number;
}
