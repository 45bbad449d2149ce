/** A git host on 127.0.0.1 that asks for a token. */
import { spawn } from "node:child_process";
import { createServer } from "node:http";
import { listen } from "./package-world.ts";

/** Serves the repositories of a folder to those who know the token, as git hosts do. */
export async function privateHost(
  folder: string,
  token: string,
): Promise<{ url: string; close(): void }> {
  const wanted = `Basic ${Buffer.from(`${token}:`).toString("base64")}`;
  const server = createServer((request, response) => {
    if (request.headers.authorization !== wanted) {
      response.writeHead(401, { "www-authenticate": "Basic" }).end();
      return;
    }
    const [path = "", query = ""] = (request.url ?? "").split("?");
    const env = {
      PATH: process.env["PATH"] ?? "",
      GIT_PROJECT_ROOT: folder,
      GIT_HTTP_EXPORT_ALL: "1",
      PATH_INFO: path,
      QUERY_STRING: query,
      REQUEST_METHOD: request.method ?? "GET",
      CONTENT_TYPE: request.headers["content-type"] ?? "",
      GIT_PROTOCOL: String(request.headers["git-protocol"] ?? ""),
      HTTP_CONTENT_ENCODING: request.headers["content-encoding"] ?? "",
      REMOTE_USER: "someone",
    };
    const child = spawn("git", ["http-backend"], { env });
    request.pipe(child.stdin);
    const parts: Buffer[] = [];
    child.stdout.on("data", (bytes: Buffer) => parts.push(bytes));
    child.on("close", () => {
      const all = Buffer.concat(parts);
      const split = all.indexOf("\r\n\r\n");
      for (const line of all.subarray(0, split).toString().split("\r\n")) {
        const [name = "", value = ""] = line.split(": ");
        if (name === "Status") response.statusCode = Number.parseInt(value, 10);
        else response.setHeader(name, value);
      }
      response.end(all.subarray(split + 4));
    });
  });
  return { url: await listen(server), close: () => server.close() };
}
