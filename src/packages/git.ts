/** Gets one revision of a repository, with the history left behind. */
import { PtxError } from "../core/error.ts";
import type { Location } from "../core/location.ts";
import { suggest } from "../core/suggest.ts";
import { gitAddress } from "./git-address.ts";
import type { Git, GitOutcome } from "./ports.ts";

export interface GitRequest {
  readonly git: Git;
  /** With its secrets. */
  readonly url: string;
  /** How messages name it: as written in the file. */
  readonly shown: string;
  readonly revision: string;
  /** An empty folder. */
  readonly folder: string;
  readonly at: Location | undefined;
}

const isCommit = (revision: string): boolean => /^[0-9a-f]{40}$/.test(revision);

/** Versions before this one do not read settings from the environment. */
const oldest = [2, 31] as const;

function isTooOld(version: string): boolean {
  const [, major = "0", minor = "0"] = /(\d+)\.(\d+)/.exec(version) ?? [];
  const [first, second] = oldest;
  return Number(major) < first || (Number(major) === first && Number(minor) < second);
}

/** What git says about a failure, in one line, without the address: that may hold a secret. */
function reason({ stderr }: GitOutcome, request: GitRequest): string {
  const lines = stderr.split("\n").map((line) => line.trim());
  const told = lines.find((line) => /^(fatal|error|ERROR):/.test(line)) ?? lines.find(Boolean);
  const text = (told ?? "git gave no reason").replace(/^(fatal|error|ERROR):\s*/, "");
  return text
    .replaceAll(request.url, request.shown)
    .replaceAll(gitAddress(request.url).url, request.shown);
}

const advice: readonly (readonly [RegExp, string])[] = [
  [
    /resolve host|connect|timed out|network|unable to access/i,
    "Is the network there? Installed packages stay as they were; run ptx deps again later.",
  ],
  [
    /username|password|authentication|permission denied|not found|403|401|could not read/i,
    "Check the address and that you may read it. A private repository needs a key (ssh) or a token: git: \"https://{{ env_var('DBT_ENV_SECRET_GIT') }}@host/owner/repository.git\".",
  ],
];

function failed(outcome: GitOutcome, request: GitRequest): PtxError {
  const why = reason(outcome, request);
  const hint = advice.find(([pattern]) => pattern.test(why))?.[1];
  return new PtxError("PTX1308", `git cannot read ${request.shown}: ${why}`, {
    at: request.at,
    hint: hint ?? "Try the same address with git clone.",
  });
}

/** Commits by full name of the ref: `HEAD`, `refs/tags/1.0.0`, `refs/heads/main`. */
function refsOf(listing: string): Map<string, string> {
  const refs = new Map<string, string>();
  for (const line of listing.split("\n")) {
    const [commit, name] = line.split("\t");
    if (commit && name) refs.set(name, commit);
  }
  return refs;
}

/** Tags win over branches of the same name. */
function refNamed(refs: ReadonlyMap<string, string>, request: GitRequest): string {
  const { revision, shown, at } = request;
  const names = [`refs/tags/${revision}`, `refs/heads/${revision}`, revision];
  const found = names.find((name) => refs.has(name));
  if (found !== undefined) return found;
  const known = [...refs.keys()]
    .filter((name) => /^refs\/(tags|heads)\//.test(name) && !name.endsWith("^{}"))
    .map((name) => name.replace(/^refs\/(tags|heads)\//, ""));
  const close = suggest(revision, known);
  const newest = known.slice(-5).join(", ");
  const hint = /^[0-9a-f]{7,39}$/.test(revision)
    ? "To name a commit, give all of its 40 characters."
    : `${close ? `Did you mean '${close}'? ` : ""}It has, among others: ${newest || "nothing"}.`;
  throw new PtxError("PTX1308", `${shown} has no tag or branch '${revision}'`, { at, hint });
}

/**
 * Checks a revision out: a tag, a branch, `HEAD` or a full commit.
 * @returns The commit.
 * @throws {PtxError} PTX1308 when the repository or the revision cannot be read, PTX1313 without git.
 */
export async function checkout(request: GitRequest): Promise<string> {
  const { git, folder, revision, at } = request;
  const { url, env, hasSecret } = gitAddress(request.url);
  const run = async (...args: string[]): Promise<GitOutcome> => {
    const outcome = await git.run(args, { cwd: folder, env });
    if (outcome.code !== undefined) return outcome;
    throw new PtxError("PTX1313", "There is no git on this machine, but a package needs it", {
      at,
      hint: "Install git (https://git-scm.com), or use a package of the hub or a tarball.",
    });
  };
  const must = async (...args: string[]): Promise<string> => {
    const outcome = await run(...args);
    if (outcome.code !== 0) throw failed(outcome, request);
    return outcome.stdout.trim();
  };
  const version = await must("--version");
  if (hasSecret && isTooOld(version)) {
    throw new PtxError("PTX1313", `git is too old to be given a token safely: ${version}`, {
      at,
      hint: `Install git ${oldest.join(".")} or newer, or use an ssh address.`,
    });
  }
  await must("init", "--quiet");
  if (isCommit(revision)) {
    const direct = await run("fetch", "--quiet", "--depth", "1", "--", url, revision);
    // Some servers only give out what a ref names: then the whole history is needed.
    if (direct.code !== 0) {
      await must("fetch", "--quiet", "--tags", "--", url, "+refs/heads/*:refs/remotes/origin/*");
    }
    const known = await run("cat-file", "-e", `${revision}^{commit}`);
    if (known.code !== 0) {
      throw new PtxError("PTX1308", `${request.shown} has no commit ${revision}`, {
        at,
        hint: "Was it pushed? Look it up with git log, and give all of its 40 characters.",
      });
    }
    await must("checkout", "--quiet", "--force", revision);
    return revision;
  }
  const refs = refsOf(await must("ls-remote", "--", url));
  await must("fetch", "--quiet", "--depth", "1", "--", url, refNamed(refs, request));
  await must("checkout", "--quiet", "--force", "FETCH_HEAD");
  return must("rev-parse", "HEAD");
}
