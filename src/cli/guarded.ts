/** An environment that lets no secret out: the way of all output that ptx makes. */
import type { Files } from "../core/files.ts";
import { secretValues } from "../project/env.ts";
import { secretsInLines } from "../project/secrets.ts";
import { Mask, masked } from "../report/mask.ts";
import type { Environment } from "./environment.ts";

export interface GuardedEnvironment extends Environment {
  /** Keeps these texts out of all output from now on. */
  keepSecret(texts: Iterable<string>): void;
  /** The text with stars in place of what is secret. */
  readonly hide: (text: string) => string;
}

/** Files of the user, where secrets are on purpose. */
const ownFiles = /\/(packages|dependencies|profiles)\.yml$/;

/** Files that are read with an eye on what is secret in them. */
const settingsFiles = /\/(packages|dependencies|package-lock|profiles)\.yml$/;

/** With stars in it, a cache would tell the next run something else than the files do. */
const caches = /\/partial_parse\.json$/;

function* mapped(parts: Iterable<string>, change: (part: string) => string): Generator<string> {
  for (const part of parts) yield change(part);
}

/** Files whose content never holds a secret: log, artifacts, compiled SQL. */
function guardedFiles(files: Files, mask: Mask): Files {
  return {
    ...files,
    readText(path) {
      const text = files.readText(path);
      if (text !== undefined && settingsFiles.test(path)) mask.add(secretsInLines(text));
      return text;
    },
    write(path, content, how) {
      if (typeof content !== "string" || ownFiles.test(path)) {
        files.write(path, content, how);
        return;
      }
      const safe = mask.hide(content);
      if (safe !== content && caches.test(path)) files.remove(path);
      else files.write(path, safe, how);
    },
    writeParts(path, parts) {
      let isSafe = true;
      // A secret stands in one value, and a value in one part.
      const hidden = mapped(parts, (part) => {
        const safe = mask.hide(part);
        isSafe &&= safe === part;
        return safe;
      });
      files.writeParts(path, hidden);
      if (!isSafe && caches.test(path)) files.remove(path);
    },
    append: (path, text) => files.append(path, mask.hide(text)),
  };
}

export function guarded(environment: Environment): GuardedEnvironment {
  const mask = new Mask(secretValues(environment.env));
  return {
    ...environment,
    files: guardedFiles(environment.files, mask),
    stdout: masked(environment.stdout, mask),
    stderr: masked(environment.stderr, mask),
    keepSecret: (texts) => mask.add(texts),
    hide: mask.hide,
  };
}
