/** Log-ins go over the network encrypted; plain text is for servers on this machine, as emulators are. */
import { invalid } from "./target-keys.ts";

/** A socket of this machine, or an address of it. */
export const isLocal = (host: string): boolean =>
  host.startsWith("/") || host === "localhost" || host === "::1" || /^127\./.test(host);

/** @throws PtxError PTX4005 for an `http://` address of another machine. */
export function assertEncrypted(key: string, address: string | undefined): void {
  const [, host = ""] = /^http:\/\/(?:[^/@]*@)?(\[[^\]]*\]|[^/:?#]*)/i.exec(address ?? "") ?? [];
  if (host === "" || isLocal(host.replace(/^\[|\]$/g, "").toLowerCase())) return;
  throw invalid(
    key,
    `leads to ${host} by http, where others could read the log-in`,
    "Use https; plain http is for emulators on this machine.",
  );
}
