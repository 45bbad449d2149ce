/** The version of this build; the bundler puts it in. */
declare const PTX_VERSION: string | undefined;

export const version: string = typeof PTX_VERSION === "string" ? PTX_VERSION : "0.0.0-dev";
