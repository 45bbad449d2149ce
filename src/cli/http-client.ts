/** HTTP behind the `Http` port of packages: redirects, passing failures, proxies. */
import { request as httpRequest, type IncomingMessage, type RequestOptions } from "node:http";
import { request as httpsRequest } from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import { type Http, type HttpResponse, Unreachable } from "../packages/ports.ts";
import { proxyFor, proxyHeaders, tunnel } from "./proxy.ts";

type Env = Readonly<Record<string, string | undefined>>;
type Headers = Readonly<Record<string, string>>;

interface Answer extends HttpResponse {
  readonly location: string | undefined;
}

const mostRedirects = 10;

/** Waits before the second, third, … attempt. */
const waits = [500, 1000, 2000];

const words: Readonly<Record<string, string>> = {
  ENOTFOUND: "there is no such host",
  EAI_AGAIN: "its name cannot be looked up",
  ECONNREFUSED: "connection refused",
  ECONNRESET: "the connection broke",
  EHOSTUNREACH: "no way to the host",
  ENETUNREACH: "no network",
  ETIMEDOUT: "no answer in time",
};

/** Errors that the same request would meet again. */
const lasting = new Set(["ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "EHOSTUNREACH", "ENETUNREACH"]);

/** Certificates do not become valid by waiting. */
const isLasting = (code: string): boolean => lasting.has(code) || /CERT|SIGNATURE/.test(code);

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error ? String(error.code) : "";

function collect(response: IncomingMessage): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    response.on("data", (bytes: Buffer) => parts.push(bytes));
    response.on("error", reject);
    response.on("end", () => {
      const { statusCode = 0, headers } = response;
      const { etag, location } = headers;
      resolve({ status: statusCode, etag, location, body: Buffer.concat(parts) });
    });
  });
}

interface Settings {
  readonly env: Env;
  readonly signal: AbortSignal;
  readonly timeout: number;
}

async function optionsFor(url: URL, headers: Headers, { env, signal, timeout }: Settings) {
  const common = { headers: { "user-agent": "ptx", accept: "*/*", ...headers }, timeout, signal };
  const proxy = proxyFor(url, env);
  if (proxy === undefined) return common;
  if (url.protocol === "https:") {
    const socket = await tunnel(proxy, url, timeout);
    return { ...common, createConnection: () => socket };
  }
  return {
    ...common,
    host: proxy.hostname,
    port: proxy.port || "80",
    path: url.href,
    headers: { ...common.headers, ...proxyHeaders(proxy), host: url.host },
  };
}

async function once(url: URL, headers: Headers, settings: Settings): Promise<Answer> {
  const options: RequestOptions = await optionsFor(url, headers, settings);
  const send = url.protocol === "https:" ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const request = send(url, options, (response) => collect(response).then(resolve, reject));
    request.on("timeout", () => {
      request.destroy(Object.assign(new Error("timeout"), { code: "ETIMEDOUT" }));
    });
    request.on("error", reject);
    request.end();
  });
}

async function followed(start: URL, headers: Headers, settings: Settings): Promise<Answer> {
  let url = start;
  for (let redirects = 0; ; redirects += 1) {
    const answer = await once(url, headers, settings);
    const { status, location } = answer;
    if (status < 300 || status >= 400 || status === 304 || location === undefined) return answer;
    if (redirects === mostRedirects) throw new Error("it redirects without end");
    const next = new URL(location, url);
    if (url.protocol === "https:" && next.protocol !== "https:") {
      throw new Error("it redirects to an address without encryption");
    }
    url = next;
  }
}

const isPassing = (status: number): boolean => status === 429 || status >= 500;

/** `DBT_HTTP_TIMEOUT` in seconds, else 30. */
function timeoutOf(env: Env): number {
  const seconds = Number(env["DBT_HTTP_TIMEOUT"] ?? "30");
  return (seconds > 0 ? seconds : 30) * 1000;
}

const reasonOf = (error: unknown): string =>
  words[codeOf(error)] ?? (error instanceof Error ? error.message : String(error));

/** The answer of one attempt; `undefined` when another one may do better. */
async function attempt(send: () => Promise<Answer>, isLast: boolean): Promise<Answer | undefined> {
  try {
    const answer = await send();
    return isLast || !isPassing(answer.status) ? answer : undefined;
  } catch (error) {
    if (codeOf(error) === "ABORT_ERR") throw error;
    if (!isLast && !isLasting(codeOf(error))) return undefined;
    throw new Unreachable(reasonOf(error), { cause: error });
  }
}

/** @param signal Stops requests and the waits between them. */
export function httpClient(env: Env, signal: AbortSignal): Http {
  const settings = { env, signal, timeout: timeoutOf(env) };
  return {
    async get(address, headers) {
      const send = () => followed(new URL(address), headers, settings);
      for (const wait of waits) {
        const answer = await attempt(send, false);
        if (answer) return answer;
        await sleep(wait, undefined, { signal });
      }
      return (await attempt(send, true)) as Answer;
    },
  };
}
