/** The registry of packages: `api/v1/NAMESPACE/NAME.json` holds all versions of one. */
import { type Diagnostic, PtxError } from "../core/error.ts";
import type { Location } from "../core/location.ts";
import type { Json, JsonObject } from "../core/node.ts";
import { suggest } from "../core/suggest.ts";
import { isObject, listOf } from "../project/json.ts";
import type { Cache } from "./cache.ts";
import { type Http, Unreachable } from "./ports.ts";

export interface HubVersion {
  /** Name of the project in it. */
  readonly name: string;
  readonly packages: readonly JsonObject[];
  readonly tarball: string;
  readonly requiresDbt: readonly string[];
}

export interface HubPackage {
  readonly versions: ReadonlyMap<string, HubVersion>;
  /** `namespace/name` that took this package's place. */
  readonly movedTo: string | undefined;
}

export interface HubOptions {
  readonly http: Http;
  readonly cache: Cache;
  /** `https://hub.getdbt.com/`, or DBT_PACKAGE_HUB_URL. */
  readonly base: string;
  readonly warn: (warning: Diagnostic) => void;
}

const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : url);

const networkHint =
  "Is the network there, and a proxy set (HTTPS_PROXY) where one is needed? Nothing was changed; run ptx deps again later. DBT_PACKAGE_HUB_URL names another hub.";

const certificateHint =
  "If your network has a certificate authority of its own, name its file in NODE_EXTRA_CA_CERTS.";

export function offline(url: string, error: Unreachable, at: Location | undefined): PtxError {
  const hint = /certificate/i.test(error.message) ? certificateHint : networkHint;
  const message = `${hostOf(url)} cannot be reached: ${error.message}`;
  return new PtxError("PTX1307", message, { at, hint, cause: error });
}

function versionOf(id: string, value: Json | undefined): HubVersion | undefined {
  if (!isObject(value)) return undefined;
  const downloads = value["downloads"];
  const tarball = isObject(downloads) ? downloads["tarball"] : undefined;
  if (typeof tarball !== "string") return undefined;
  return {
    name: String(value["name"] ?? id.split("/")[1]),
    packages: listOf(value["packages"]).filter(isObject),
    tarball,
    requiresDbt: listOf(value["require_dbt_version"]).map(String),
  };
}

export class Hub {
  readonly #options: HubOptions;
  readonly #packages = new Map<string, Promise<HubPackage>>();
  #isStale = false;

  constructor(options: HubOptions) {
    this.#options = options;
  }

  #url(name: string): string {
    return `${this.#options.base.replace(/\/*$/, "/")}api/v1/${name}.json`;
  }

  /** The hub's answer as text; the last known one when it cannot be reached; `undefined` for 404. */
  async #text(name: string, at: Location | undefined): Promise<string | undefined> {
    const { http, cache } = this.#options;
    const url = this.#url(name);
    const known = cache.answer(url);
    const headers = known?.etag === undefined ? {} : { "if-none-match": known.etag };
    const response = await http.get(url, headers).catch((error: unknown) => {
      if (!(error instanceof Unreachable)) throw error;
      if (known === undefined) throw offline(url, error, at);
      this.#tellStale(url, error);
      return undefined;
    });
    if (response === undefined || (response.status === 304 && known)) return known?.body;
    if (response.status === 404) return undefined;
    if (response.status !== 200) {
      throw new PtxError("PTX1307", `${hostOf(url)} answered ${response.status} for ${url}`, {
        at,
        hint: "Run ptx deps again later; installed packages stay as they were.",
      });
    }
    const body = new TextDecoder().decode(response.body);
    cache.keepAnswer(url, { etag: response.etag, body });
    return body;
  }

  #tellStale(url: string, error: Unreachable): void {
    if (this.#isStale) return;
    this.#isStale = true;
    this.#options.warn({
      code: "PTX1307",
      severity: "warning",
      message: `${hostOf(url)} cannot be reached (${error.message}): working with what it said last time`,
      hint: "Newer versions may exist; run ptx deps again when the network is back.",
    });
  }

  #json(name: string, text: string, at: Location | undefined): Json {
    try {
      return JSON.parse(text) as Json;
    } catch (error) {
      const url = this.#url(name);
      throw new PtxError("PTX1307", `${hostOf(url)} did not answer as a hub of packages: ${url}`, {
        at,
        hint: "Check DBT_PACKAGE_HUB_URL, and whether a proxy answers in its place.",
        cause: error,
      });
    }
  }

  async #missing(id: string, at: Location | undefined): Promise<PtxError> {
    const text = await this.#text("index", at);
    const index = text === undefined ? [] : listOf(this.#json("index", text, at)).map(String);
    const close =
      suggest(id, index) ?? index.find((name) => name.split("/")[1] === id.split("/")[1]);
    return new PtxError("PTX1305", `The hub has no package '${id}'`, {
      at,
      hint: close ? `Did you mean '${close}'?` : `Look its name up at ${this.#options.base}`,
    });
  }

  async #load(id: string, at: Location | undefined): Promise<HubPackage> {
    const text = await this.#text(id, at);
    if (text === undefined) throw await this.#missing(id, at);
    const value = this.#json(id, text, at);
    const listed = isObject(value) ? value["versions"] : undefined;
    if (!isObject(value) || !isObject(listed)) {
      throw new PtxError("PTX1307", `The hub's answer for ${id} lists no versions`, {
        at,
        hint: "Check DBT_PACKAGE_HUB_URL: it must lead to a hub of packages.",
      });
    }
    const versions = new Map<string, HubVersion>();
    for (const [version, facts] of Object.entries(listed)) {
      const found = versionOf(id, facts);
      if (found) versions.set(version, found);
    }
    const namespace = value["redirectnamespace"] || id.split("/")[0];
    const name = value["redirectname"] || id.split("/")[1];
    const moved = `${namespace}/${name}`;
    return { versions, movedTo: moved === id ? undefined : moved };
  }

  /** @throws {PtxError} PTX1305 when the hub does not have it, PTX1307 when it does not answer. */
  package(id: string, at: Location | undefined): Promise<HubPackage> {
    const known = this.#packages.get(id) ?? this.#load(id, at);
    this.#packages.set(id, known);
    return known;
  }
}
