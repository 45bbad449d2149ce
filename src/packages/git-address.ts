/**
 * Addresses of repositories, and how a secret in one reaches git.
 *
 * A token in an address would show in the list of processes, in git's config file and in messages.
 * So the address goes to git without it, and the token in a header that git reads from its
 * environment (git 2.31 and newer), for this host only.
 */
import { Buffer } from "node:buffer";

export interface GitAddress {
  /** Without user and password. */
  readonly url: string;
  /** Settings that git reads from its environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly hasSecret: boolean;
}

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    // A password with a bare % is meant as it stands.
    return text;
  }
};

export function gitAddress(written: string): GitAddress {
  const match = /^(https?:\/\/)([^/@]*(?:@[^/@]*)*)@([^/]+)(.*)$/i.exec(written);
  if (match === null) return { url: written, env: {}, hasSecret: false };
  const [, scheme = "", credentials = "", host = "", path = ""] = match;
  const split = credentials.indexOf(":");
  const user = decoded(split === -1 ? credentials : credentials.slice(0, split));
  const password = split === -1 ? "" : decoded(credentials.slice(split + 1));
  const token = Buffer.from(`${user}:${password}`).toString("base64");
  return {
    url: `${scheme}${host}${path}`,
    hasSecret: true,
    env: {
      GIT_CONFIG_COUNT: "1",
      GIT_CONFIG_KEY_0: `http.${scheme}${host}/.extraHeader`,
      GIT_CONFIG_VALUE_0: `Authorization: Basic ${token}`,
    },
  };
}
