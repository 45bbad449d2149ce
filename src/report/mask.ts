/** Keeps secrets out of everything that is printed or written, however text is encoded there. */
import type { Writer } from "./writer.ts";

const stars = "*****";

/** The forms in which texts are written: as they are, in JSON, in XML, in annotations, in addresses. */
function formsOf(secret: string): string[] {
  const json = JSON.stringify(secret).slice(1, -1);
  const jsonInJson = JSON.stringify(json).slice(1, -1);
  const xml = secret
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
  const percent = secret.replaceAll("%", "%25");
  const property = percent.replaceAll(":", "%3A").replaceAll(",", "%2C");
  const literal = secret.replaceAll("'", "''");
  const address = encodeURIComponent(secret.replaceAll(/\p{Surrogate}/gu, "\ufffd"));
  const base64 = Buffer.from(secret).toString("base64");
  return [secret, json, jsonInJson, xml, percent, property, literal, address, base64];
}

/** Secrets, as they become known, and texts without them. */
export class Mask {
  /** Longest first: a secret that is part of a longer one must not uncover the rest of that. */
  #forms: readonly string[] = [];

  constructor(secrets: Iterable<string> = []) {
    this.add(secrets);
  }

  /** Empty texts hide nothing. */
  add(secrets: Iterable<string>): void {
    const more = [...secrets].filter((secret) => secret.trim() !== "").flatMap(formsOf);
    if (more.length === 0) return;
    this.#forms = [...new Set([...this.#forms, ...more])].sort((a, b) => b.length - a.length);
  }

  /** The text with stars in place of the secrets. */
  readonly hide = (text: string): string => {
    // To look for each is many times faster than a pattern of all, and nearly always enough.
    const found = this.#forms.filter((form) => text.includes(form));
    if (found.length === 0) return text;
    const any = found.map((form) => form.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|");
    return text.replaceAll(new RegExp(any, "g"), stars);
  };
}

/** The writer, without the secrets. Each write must hold whole lines, as reporters do. */
export function masked(writer: Writer, mask: Mask): Writer {
  return {
    write: (text) => writer.write(mask.hide(text)),
    get columns() {
      return writer.columns;
    },
    get isTTY() {
      return writer.isTTY;
    },
    get color() {
      return writer.color;
    },
  };
}
