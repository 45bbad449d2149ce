/** Connections to Redshift: those of Postgres, with a login that may have to be asked for first. */
import { Connector } from "../postgres/connect.ts";
import type { Owner } from "../postgres/session.ts";
import { iamLogin, type Login } from "./login.ts";
import type { RedshiftSettings } from "./settings.ts";

/** A login is renewed when less than this is left of it, in milliseconds. */
const margin = 60_000;

/** @param ask Gets a login by IAM. */
export function connectorOf(
  settings: RedshiftSettings,
  ask: (settings: RedshiftSettings) => Promise<Login> = iamLogin,
): Owner["connector"] {
  if (settings.method === "database") return new Connector(settings.server);
  let current: { readonly connector: Connector; readonly until: number } | undefined;
  let asking: Promise<Connector> | undefined;
  const renew = async (): Promise<Connector> => {
    const { user, password, until } = await ask(settings);
    const connector = new Connector({ ...settings.server, user, password });
    current = { connector, until };
    return connector;
  };
  return {
    async connect() {
      if (current && current.until - margin > Date.now()) return current.connector.connect();
      asking ??= renew().finally(() => {
        asking = undefined;
      });
      return (await asking).connect();
    },
  };
}
