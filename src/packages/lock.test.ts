import { expect, test } from "vitest";
import { parseYaml } from "../project/yaml.ts";
import { gitAddress } from "./git-address.ts";
import { listHash, lockText, yamlText } from "./lock.ts";
import { readPackageList } from "./package-list.ts";

/** Entries as dbt hashes them, each the text of one entry's `to_dict()` in dbt. */
const hashed = [
  '{"install_prerelease": false, "package": "dbt-labs/dbt_utils", "unrendered": {"package": "dbt-labs/dbt_utils", "version": 1.0}, "version": 1.0}',
  '{"install_prerelease": true, "package": "dbt-labs/y", "unrendered": {"install_prerelease": true, "package": "dbt-labs/y", "version": "1.0.0"}, "version": "1.0.0"}',
  '{"git": "https://tok@h/\\u00e9.git", "revision": 1.1, "subdirectory": "a/b", "unrendered": {"git": "https://{{ env_var(\'DBT_ENV_SECRET_G\') }}@h/\\u00e9.git", "revision": 1.1, "subdirectory": "a/b", "warn-unpinned": false}, "warn-unpinned": false}',
  '{"git": "https://h/x.git", "revision": "1e5", "subdirectory": null, "unrendered": {"git": "https://h/x.git", "revision": "1e5"}, "warn-unpinned": null}',
  '{"local": "ab", "unrendered": {"local": "{{ \'a\' }}b"}}',
  '{"name": "y", "tarball": "https://x/y.tgz", "unrendered": {"name": "y", "tarball": "https://x/y.tgz"}}',
  '{"install_prerelease": false, "name": "q", "package": "a/b", "unrendered": {"name": "q", "package": "a/b", "version": "1.2.3"}, "version": "1.2.3"}',
];

const packagesYml = `
packages:
  - package: dbt-labs/dbt_utils
    version: 1.0
  - package: dbt-labs/y
    version: 1.0.0
    install_prerelease: true
  - git: "https://{{ env_var('DBT_ENV_SECRET_G') }}@h/é.git"
    revision: 1.10
    warn-unpinned: false
    subdirectory: a/b
  - git: "https://h/x.git"
    revision: 1e5
  - local: "{{ 'a' }}b"
  - tarball: https://x/y.tgz
    name: y
  - package: a/b
    version: 1.2.3
    name: q
`;

test("entries are hashed as dbt does, in whatever order they stand", () => {
  const list = readPackageList({
    files: {
      readText: (path) => (path === "/p/packages.yml" ? packagesYml : undefined),
      list: () => [],
      folders: () => [],
      stat: () => undefined,
      write: () => undefined,
      writeParts: () => undefined,
      append: () => undefined,
      remove: () => undefined,
    },
    folder: "/p",
    show: (file) => file,
    env: { DBT_ENV_SECRET_G: "tok" },
    vars: {},
    isRoot: true,
  });
  const specs = list?.specs ?? [];
  expect(specs.map(({ canonical }) => canonical)).toEqual(hashed);
  expect(listHash([...specs].reverse())).toBe(listHash(specs));
  expect(specs[2]).toMatchObject({ url: "https://tok@h/é.git", revision: "1.10" });
});

/** Texts as PyYAML writes them. */
test.each([
  ["1.2.0", "1.2.0"],
  ["1234567", "'1234567'"],
  ["1.0", "'1.0'"],
  ["12e45678", "12e45678"],
  ["0x12", "'0x12'"],
  ["1:30", "'1:30'"],
  ["2024-01-01", "'2024-01-01'"],
  ["yes", "'yes'"],
  ["null", "'null'"],
  ["~", "'~'"],
  ["../shared", "../shared"],
  ["a: b", "'a: b'"],
  ["a #b", "'a #b'"],
  ["{{ env_var('X') }}/a", "'{{ env_var(''X'') }}/a'"],
  ["https://{{ env_var('X') }}@h/a.git", "https://{{ env_var('X') }}@h/a.git"],
  ["a'b", "a'b"],
  ["-", "'-'"],
  ["", "''"],
])("%s is written as %s", (text, written) => {
  expect(yamlText(text)).toBe(written);
  expect(parseYaml(`key: ${written}`, "").value).toEqual({ key: text });
});

test("a lock file without packages", () => {
  expect(lockText([], "da39a3ee")).toBe("packages: []\nsha1_hash: da39a3ee\n");
});

test.each([
  ["https://github.com/o/r.git", "https://github.com/o/r.git", undefined],
  ["https://t0ken@github.com/o/r.git", "https://github.com/o/r.git", "t0ken:"],
  ["https://user:p%40ss@host:8443/r.git", "https://host:8443/r.git", "user:p@ss"],
  ["https://user:p@ss@host/r.git", "https://host/r.git", "user:p@ss"],
  ["git@github.com:o/r.git", "git@github.com:o/r.git", undefined],
  ["ssh://git@github.com/o/r.git", "ssh://git@github.com/o/r.git", undefined],
])("git gets %s as %s", (written, url, credentials) => {
  const address = gitAddress(written);
  expect(address.url).toBe(url);
  const header = address.env["GIT_CONFIG_VALUE_0"]?.replace("Authorization: Basic ", "");
  expect(header && Buffer.from(header, "base64").toString()).toBe(credentials);
});
