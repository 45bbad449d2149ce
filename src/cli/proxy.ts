/** HTTP proxies, chosen by the variables that other programs read, too. */
import { type ClientRequest, request as httpRequest } from "node:http";
import { type TLSSocket, connect as tlsConnect } from "node:tls";

type Env = Readonly<Record<string, string | undefined>>;

/** Whether NO_PROXY names the host: `*`, `host`, `.domain`, `host:port`. */
function isExempt({ hostname, host }: URL, env: Env): boolean {
  const list = env["no_proxy"] ?? env["NO_PROXY"] ?? "";
  return list
    .split(/[\s,]+/)
    .filter((entry) => entry !== "")
    .some((entry) => {
      const name = entry.replace(/^\*?\./, "");
      return entry === "*" || host === name || hostname === name || hostname.endsWith(`.${name}`);
    });
}

/** The proxy for an address; `undefined` for none. */
export function proxyFor(url: URL, env: Env): URL | undefined {
  const name = url.protocol === "https:" ? "https_proxy" : "http_proxy";
  // HTTP_PROXY in capitals can be set by a web server's client, so it is not read (CVE-2016-5385).
  const upper = name === "https_proxy" ? env["HTTPS_PROXY"] : undefined;
  const value = env[name] || upper || env["all_proxy"] || env["ALL_PROXY"];
  if (!value || isExempt(url, env)) return undefined;
  const text = value.includes("://") ? value : `http://${value}`;
  return URL.canParse(text) && text.startsWith("http://") ? new URL(text) : undefined;
}

export function proxyHeaders({ username, password }: URL): Record<string, string> {
  if (username === "") return {};
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { "proxy-authorization": `Basic ${Buffer.from(credentials).toString("base64")}` };
}

/** An encrypted connection to `target` through a proxy. */
export function tunnel(proxy: URL, target: URL, timeout: number): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const place = `${target.hostname}:${target.port || "443"}`;
    const request: ClientRequest = httpRequest({
      host: proxy.hostname,
      port: proxy.port || "80",
      method: "CONNECT",
      path: place,
      headers: { host: place, ...proxyHeaders(proxy) },
      timeout,
    });
    request.on("error", reject);
    request.on("timeout", () => request.destroy(new Error("the proxy does not answer")));
    request.on("connect", (response, socket) => {
      if (response.statusCode === 200) {
        resolve(tlsConnect({ socket, servername: target.hostname }));
        return;
      }
      socket.destroy();
      reject(new Error(`the proxy answered ${response.statusCode ?? "nothing"}`));
    });
    request.end();
  });
}
