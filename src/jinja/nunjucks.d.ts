/** The parts of nunjucks that ptx extends; the package has no types for them. */

declare module "nunjucks/src/lexer.js" {
  interface NunjucksToken {
    readonly type: string;
    readonly value: unknown;
  }
  interface NunjucksTokenizer {
    readonly str: string;
    readonly len: number;
    index: number;
    in_code: boolean;
    nextToken(): NunjucksToken | null;
  }
  const lexer: {
    lex(source: string, options?: object): NunjucksTokenizer;
    readonly TOKEN_STRING: "string";
    readonly TOKEN_DATA: "data";
    readonly TOKEN_BLOCK_START: "block-start";
    readonly TOKEN_BLOCK_END: "block-end";
    readonly TOKEN_VARIABLE_START: "variable-start";
    readonly TOKEN_VARIABLE_END: "variable-end";
    readonly TOKEN_LEFT_PAREN: "left-paren";
    readonly TOKEN_RIGHT_PAREN: "right-paren";
    readonly TOKEN_LEFT_BRACKET: "left-bracket";
    readonly TOKEN_RIGHT_BRACKET: "right-bracket";
    readonly TOKEN_LEFT_CURLY: "left-curly";
    readonly TOKEN_RIGHT_CURLY: "right-curly";
    readonly TOKEN_OPERATOR: "operator";
    readonly TOKEN_COMMA: "comma";
    readonly TOKEN_COLON: "colon";
    readonly TOKEN_TILDE: "tilde";
    readonly TOKEN_PIPE: "pipe";
    readonly TOKEN_INT: "int";
    readonly TOKEN_FLOAT: "float";
    readonly TOKEN_SYMBOL: "symbol";
  };
  export = lexer;
}

declare module "nunjucks/src/parser.js" {
  interface NunjucksParserClass {
    new (tokens: object): NunjucksParser;
  }
  interface NunjucksParser {
    readonly tokens: object;
    peeked: unknown;
    dropLeadingWhitespace: boolean;
    init(tokens: object): void;
    peekToken(): unknown;
    nextToken(): unknown;
    pushToken(token: unknown): void;
    skip(type: string): boolean;
    skipValue(type: string, value: string): boolean;
    skipSymbol(value: string): boolean;
    parseOr(): unknown;
    parseAnd(): unknown;
  }
  const parser: { readonly Parser: NunjucksParserClass };
  export = parser;
}
