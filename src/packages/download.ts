/** Archives over HTTP. */
import { PtxError } from "../core/error.ts";
import type { Location } from "../core/location.ts";
import type { Cache } from "./cache.ts";
import { offline } from "./hub.ts";
import { type Http, Unreachable } from "./ports.ts";

export interface Download {
  readonly http: Http;
  readonly url: string;
  /** How messages name it. */
  readonly shown: string;
  readonly at: Location | undefined;
  /** Given when what is behind the address never changes. */
  readonly cache?: Cache | undefined;
}

/** @throws {PtxError} PTX1307 when it cannot be had. */
export async function download({ http, url, shown, at, cache }: Download): Promise<Uint8Array> {
  const known = cache?.archive(url);
  if (known) return known;
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) {
    throw new PtxError("PTX1307", `${shown} is no address of an archive`, {
      at,
      hint: "It must begin with https:// (or http://).",
    });
  }
  const response = await http.get(url, {}).catch((error: unknown) => {
    if (error instanceof Unreachable) throw offline(url, error, at);
    throw error;
  });
  if (response.status !== 200) {
    throw new PtxError("PTX1307", `${shown} cannot be downloaded: status ${response.status}`, {
      at,
      hint: [401, 403, 404].includes(response.status)
        ? "Check the address, and that you may read it."
        : "Run ptx deps again later; installed packages stay as they were.",
    });
  }
  cache?.keepArchive(url, response.body);
  return response.body;
}
