/** Writes tar archives, harmless and harmful ones: what tests unpack. */

export interface Member {
  readonly path: string;
  readonly data?: Uint8Array | string;
  /** Type flag: `0` file, `1` hard link, `2` link, `5` folder, `x` extended header, … */
  readonly flag?: string;
  readonly target?: string;
}

const bytesOf = (data: Uint8Array | string): Uint8Array =>
  typeof data === "string" ? new TextEncoder().encode(data) : data;

function member({ path, data = "", flag = "0", target = "" }: Member): Uint8Array {
  const content = bytesOf(data);
  const out = new Uint8Array(512 + Math.ceil(content.length / 512) * 512);
  const put = (at: number, text: string): void => out.set(new TextEncoder().encode(text), at);
  put(0, path);
  put(100, "0000644\0");
  put(124, `${content.length.toString(8).padStart(11, "0")}\0`);
  put(148, "        ");
  put(156, flag);
  put(157, target);
  put(257, "ustar\u000000");
  const sum = out.subarray(0, 512).reduce((total, byte) => total + byte, 0);
  put(148, `${sum.toString(8).padStart(6, "0")}\0 `);
  out.set(content, 512);
  return out;
}

/** An archive of members, or of files as pairs of path and text. */
export function tarOf(members: readonly (Member | readonly [string, string])[]): Uint8Array {
  const parts = members.map((one) => member("path" in one ? one : { path: one[0], data: one[1] }));
  return Buffer.concat([...parts, new Uint8Array(1024)]);
}
