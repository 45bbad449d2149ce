/**
 * Which texts of a target are secret: by the names of their keys, and by their place in addresses.
 * They are kept out of everything that ptx prints and writes.
 */
import type { ProfileFacts } from "../core/dialect.ts";
import type { Json, JsonObject } from "../core/node.ts";
import { isObject } from "./json.ts";

const secretKey =
  /pass(word|wd|phrase|code)?$|^pwd$|secret|token$|private_key$|keyfile_json|credential|api_key|access_key$|account_key|bearer|authorization|connection_string/i;

/** Whether the value of a key must not be shown. `token_uri`, `private_key_path` may be. */
export const isSecretKey = (key: string): boolean => secretKey.test(key);

/** Keys of an entry of `secrets:` whose values say nothing; all others are taken for secret. */
const openKeys = new Set(
  "name type provider scope region endpoint url_style use_ssl url_compatibility_mode chain host port database user username account_name profile validation refresh storage persistent".split(
    " ",
  ),
);

/** `scheme://user:password@host`: user, password. */
const login = /\b([a-z][a-z0-9+.-]*:\/\/)([^\s/@'":]*)(?::([^\s/'"]*))?@/gi;
/** `password=…`, as in the texts that libpq connects by, in parameters of addresses and in SQL. */
const pair =
  /\b(pass(?:word|wd)?|pwd|secret|token|access_key|account_?key|sharedaccesssignature|sig|api_?key)\s*=\s*('(?:[^']|'')*'|"[^"]*"|[^\s;&'"]+)/gi;

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // A bare % is meant as it stands.
  }
}

/** Logins of a text that is no secret as a whole. */
export function secretsInText(text: string): string[] {
  const found: string[] = [];
  for (const [, , user = "", password] of text.matchAll(login)) {
    const secret = password ?? (isTokenLike(user) ? user : undefined);
    if (secret !== undefined) found.push(secret, decoded(secret));
  }
  for (const [, , value = ""] of text.matchAll(pair)) found.push(value.replace(/^['"]|['"]$/g, ""));
  return found;
}

/** A user without a password may be a token: hosts of git take it for one. */
const isTokenLike = (user: string): boolean => user.length >= 16 && /\d/.test(user);

/** The text with stars for logins; what is to be rendered yet names no secret. */
export function withoutLogins(text: string): string {
  return text
    .replaceAll(login, (whole, scheme: string, user: string, password?: string) => {
      if (whole.includes("{{")) return whole;
      if (password !== undefined) return `${scheme}${user}:*****@`;
      return isTokenLike(user) ? `${scheme}*****@` : whole;
    })
    .replaceAll(pair, (whole, key: string, value: string) =>
      value.includes("{{") ? whole : `${key}=*****`,
    );
}

const keyed = /(["']?)([\w-]+)\1(\s*:\s+)("(?:[^"\\]|\\.)*"|'[^']*'|[^\s{[,}][^,}]*)/g;
/** A line of a key that goes over several lines. */
const keyLine = /^\s*([A-Za-z0-9+/=_-]{40,})\s*$/;

/**
 * The secrets of a file with settings, as far as its lines show them: known before the file is, so
 * that not even its mistakes are told with a secret in them.
 */
export function secretsInLines(text: string): string[] {
  const secrets: string[] = [];
  const open = new Set<string>();
  for (const line of text.split("\n")) {
    if (line.includes("{{")) continue;
    secrets.push(...secretsInText(line));
    const [, part] = keyLine.exec(line) ?? [];
    if (part !== undefined) secrets.push(part);
    for (const [, , key = "", , value = ""] of line.matchAll(keyed)) {
      const plain = value.replace(/\s+#.*$/, "").trim();
      const bare = plain.replace(/^(["'])(.*)\1$/, "$2");
      if (isSecretKey(key)) secrets.push(plain, bare);
      else open.add(bare.toLowerCase());
    }
  }
  return telling(secrets, open);
}

/** A line of a file with settings as it may be shown: stars for the values of secret keys. */
export function withoutSecrets(line: string): string {
  if (line.includes("{{")) return line;
  if (keyLine.test(line) || line.includes("PRIVATE KEY-----")) return "*****";
  return withoutLogins(line).replaceAll(
    keyed,
    (whole, quote: string, key: string, between: string) =>
      isSecretKey(key) ? `${quote}${key}${quote}${between}*****` : whole,
  );
}

interface Found {
  readonly secret: string[];
  readonly open: Set<string>;
}

function collect(value: Json, isSecret: (key: string) => boolean, found: Found, hidden: boolean) {
  if (Array.isArray(value)) {
    for (const item of value) collect(item, isSecret, found, hidden);
  } else if (isObject(value)) {
    for (const [key, item] of Object.entries(value)) {
      collect(item, isSecret, found, hidden || isSecret(key));
    }
  } else if (typeof value === "string" || typeof value === "number") {
    const text = String(value);
    if (hidden) found.secret.push(text, ...innerSecrets(text));
    else {
      found.secret.push(...secretsInText(text));
      found.open.add(text.toLowerCase());
    }
  }
}

/** What is secret in a secret, too: the lines of a key, a header's token, JSON's values, also as Base64. */
function innerSecrets(text: string): string[] {
  const lines = text.split(/\r?\n|\\n/).filter((line) => !line.startsWith("-----"));
  const [, token] = /^(?:basic|bearer|token) (\S+)$/i.exec(text) ?? [];
  const found = lines.length > 1 ? lines.map((line) => line.trim()) : [];
  if (token !== undefined) found.push(token);
  const json = text.trimStart().startsWith("{")
    ? text
    : Buffer.from(text, "base64").toString("utf8");
  if (!json.trimStart().startsWith("{")) return found;
  try {
    const nested: Found = { secret: [], open: new Set() };
    collect(JSON.parse(json) as Json, isSecretKey, nested, false);
    return [...found, ...nested.secret];
  } catch {
    return found; // It only looked like JSON.
  }
}

/** Words and small numbers stand in too many texts that have nothing to do with the secret. */
const isCommon = (text: string): boolean =>
  text.length < 5 || /^[a-z]{1,11}$/i.test(text) || /^\d{1,9}$/.test(text);

/** Those that can be looked for in texts: what is common, or open elsewhere, would garble them. */
function telling(secrets: readonly string[], open: ReadonlySet<string>): string[] {
  const unique = new Set(secrets.map((text) => text.trim()));
  return [...unique].filter((text) => !isCommon(text) && !open.has(text.toLowerCase()));
}

/**
 * The secrets of a target's settings. Left out are short words, small numbers, and what another key
 * has as its value (`user: postgres, password: postgres`): stars for them would garble names.
 * Variables of the environment that begin with `DBT_ENV_SECRET_` are hidden whatever they are.
 *
 * @param keys What the adapter says of its keys: some are secret by that, too.
 */
export function secretsIn(
  settings: JsonObject,
  keys: NonNullable<ProfileFacts["keys"]> = {},
): string[] {
  const isSecret = (key: string): boolean => isSecretKey(key) || keys[key]?.secret === true;
  const found: Found = { secret: [], open: new Set() };
  const { secrets = null, keyfile_json: key = null, ...others } = settings;
  collect(others, isSecret, found, false);
  collect(secrets, (name) => !openKeys.has(name.toLowerCase()), found, false);
  // The rest of a service account's key is names.
  collect(key, isSecretKey, found, typeof key === "string");
  return telling(found.secret, found.open);
}
