/**
 * The shop, household by household: each is generated whole, written and forgotten, so memory does
 * not depend on the number of customers.
 */
import { writeCatalog } from "./catalog.ts";
import { decide, writeTruth } from "./consent.ts";
import { openTables } from "./csv.ts";
import { experiment, sendEmails } from "./email.ts";
import { Ids } from "./ids.ts";
import { consentAt, type Member, type Shop } from "./member.ts";
import { openAccounts, placeOrders, writeOrder } from "./orders.ts";
import { householdSize, type Person, people } from "./people.ts";
import { writeRecords } from "./records.ts";
import { writeStock } from "./stock.ts";
import type { TableName } from "./tables.ts";
import { end } from "./time.ts";
import { visitByBot, visitShop } from "./web.ts";

export interface Size {
  /** Real people, known to at least one source each. */
  readonly customers: number;
  /** About how many web events. */
  readonly events: number;
  readonly seed: number;
}

/** Writes `raw/` and `truth/` under `out`; returns the rows per file. */
export async function generate(out: string, size: Size): Promise<ReadonlyMap<TableName, number>> {
  const tables = openTables(out);
  const eventsPerPerson = size.events / size.customers;
  const shop: Shop = { seed: size.seed, eventsPerPerson, tables, ids: new Ids() };
  writeCatalog(tables);
  writeStock(tables);
  const { control, treatment } = experiment.clickRate;
  tables.write("truth_experiments", {
    experiment: experiment.campaign,
    metric: "click",
    control_rate: control,
    treatment_rate: treatment,
  });
  let household = 0;
  for (let done = 0; done < size.customers; ) {
    household += 1;
    const members = people(
      size.seed,
      household,
      done + 1,
      householdSize(size.seed, household, size.customers - done),
    ).map((person) => live(shop, person));
    visitShop(shop, members);
    visitByBot(shop, household);
    done += members.length;
    await tables.flush();
  }
  return tables.close();
}

function live(shop: Shop, person: Person): Member {
  const accounts = openAccounts(shop, person);
  const orders = placeOrders(shop, person, accounts);
  const member: Member = { person, accounts, orders, ...decide(shop, person, accounts) };
  for (const order of orders) writeOrder(shop, person, order);
  sendEmails(shop, member);
  writeRecords(shop, member);
  writeTruth(shop, member, consentAt(member, end));
  return member;
}
