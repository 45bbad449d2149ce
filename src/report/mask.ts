/** Keeps secrets out of everything that is printed or logged, however the report encodes text. */
import type { Writer } from "./writer.ts";

const stars = "*****";

/** The forms in which reports write a text: as it is, in JSON, in XML, in annotations. */
function formsOf(secret: string): string[] {
  const json = JSON.stringify(secret).slice(1, -1);
  const xml = secret
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
  const percent = secret.replaceAll("%", "%25");
  const property = percent.replaceAll(":", "%3A").replaceAll(",", "%2C");
  return [secret, json, xml, percent, property];
}

/** A function that puts stars in place of the secrets; empty ones hide nothing. */
export function maskOf(secrets: Iterable<string>): (text: string) => string {
  const forms = new Set([...secrets].filter((secret) => secret.trim() !== "").flatMap(formsOf));
  if (forms.size === 0) return (text) => text;
  // A secret that is part of a longer one must not uncover the rest of that.
  const sorted = [...forms].sort((a, b) => b.length - a.length);
  const any = sorted.map((form) => form.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|");
  const pattern = new RegExp(any, "g");
  return (text) => text.replaceAll(pattern, stars);
}

/** The writer, without the secrets. Each write must hold whole lines, as reporters do. */
export function masked(writer: Writer, secrets: Iterable<string>): Writer {
  const mask = maskOf(secrets);
  return {
    write: (text) => writer.write(mask(text)),
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
