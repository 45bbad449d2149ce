/** The same person as each vendor knows them, and the truth about it. */
import { address, birthday, email, names, phone } from "./corrupt.ts";
import { consentAt, type Member, type Shop } from "./member.ts";
import { type Random, random } from "./random.ts";
import { date, day, end, hour, salesforce, storefront, utc } from "./time.ts";

/** Writes every record of the person. At least one source knows everybody. */
export function writeRecords(shop: Shop, member: Member): void {
  const { person, accounts, orders } = member;
  const draw = random(shop.seed, "records", person.number);
  const truth = (source: string, id: string): void =>
    shop.tables.write("truth_records", {
      source_record_id: `${source}:${id}`,
      person_id: person.id,
    });
  for (const account of accounts) {
    writeShopify(shop, draw, member, account);
    truth("shopify", account.id);
  }
  for (const order of orders) {
    if (order.account === undefined) truth("shopify_guest", order.id);
  }
  const known = accounts.length + orders.length > 0;
  const copies = draw.chance(known ? 0.5 : 1) ? (draw.chance(0.06) ? 2 : 1) : 0;
  for (let copy = 0; copy < copies; copy += 1) truth("hubspot", writeHubspot(shop, draw, member));
  if (draw.chance(0.22)) truth("salesforce", writeSalesforce(shop, draw, member));
  if (draw.chance(0.3)) truth("enrichment", writeEnrichment(shop, draw, member));
  if (draw.chance(0.2)) truth("zendesk", writeSupport(shop, draw, member));
}

function since(draw: Random, from: number): number {
  return from + Math.floor(draw.next() * Math.max(0, end - from - 2 * day));
}

function writeShopify(
  { tables }: Shop,
  draw: Random,
  { person }: Member,
  account: Member["accounts"][number],
): void {
  const { first, last } = names(draw, person, 0.6);
  const home = address(draw, person, 0.6);
  tables.write("shopify_customers", {
    id: account.id,
    email: account.email,
    first_name: first,
    last_name: last,
    phone: phone(draw, person, 0.6),
    address1: home.street,
    zip: home.zip,
    city: home.city,
    country_code: person.locale.country,
    currency: person.locale.currency,
    verified_email: draw.chance(0.9),
    state: draw.chance(0.9) ? "enabled" : "disabled",
    created_at: storefront(account.created, person.locale.store),
    updated_at: storefront(since(draw, account.created), person.locale.store),
  });
}

function writeHubspot({ tables, ids }: Shop, draw: Random, member: Member): string {
  const { person, accounts } = member;
  const id = ids.next("hubspot");
  const { first, last } = names(draw, person, 1);
  const home = draw.chance(0.7) ? address(draw, person, 1) : undefined;
  const created = since(draw, person.joined);
  tables.write("hubspot_contacts", {
    id,
    property_firstname: first,
    property_lastname: last,
    property_email: email(draw, person, 1),
    property_phone: phone(draw, person, 1),
    property_address: home?.street ?? null,
    property_zip: home?.zip ?? null,
    property_city: home?.city ?? null,
    property_country: draw.chance(0.9) ? person.locale.country : null,
    property_date_of_birth: birthday(draw, person, 1),
    property_shopify_customer_id: draw.chance(0.35) ? (accounts[0]?.id ?? null) : null,
    property_lifecyclestage:
      member.orders.length > 0 ? "customer" : draw.pick(["lead", "subscriber"]),
    property_hs_email_optout: consentAt(member, end) === "withdrawn" && draw.chance(0.9),
    property_createdate: utc(created),
    property_lastmodifieddate: utc(since(draw, created)),
    is_deleted: draw.chance(0.01),
  });
  return id;
}

function writeSalesforce({ tables, ids }: Shop, draw: Random, member: Member): string {
  const { person } = member;
  const id = ids.next("salesforce");
  const { first, last } = names(draw, person, 1.2);
  const home = address(draw, person, 1);
  const created = since(draw, person.joined);
  tables.write("salesforce_contacts", {
    Id: id,
    FirstName: first,
    LastName: last,
    Email: email(draw, person, 1.2),
    MobilePhone: phone(draw, person, 1.2),
    MailingStreet: home.street,
    MailingPostalCode: home.zip,
    MailingCity: home.city,
    MailingCountryCode: person.locale.country,
    Birthdate: birthday(draw, person, 1),
    HasOptedOutOfEmail: consentAt(member, end) === "withdrawn" && draw.chance(0.9),
    IsDeleted: draw.chance(0.01),
    CreatedDate: salesforce(created),
    SystemModstamp: salesforce(since(draw, created)),
  });
  return id;
}

function writeEnrichment({ tables, ids }: Shop, draw: Random, { person }: Member): string {
  const id = ids.next("enrichment");
  const { first, last } = names(draw, person, 0.8);
  tables.write("enrichment_persons", {
    record_id: id,
    email: email(draw, person, 0.8),
    full_name: [first, last].filter((one) => one !== null).join(" "),
    zip: address(draw, person, 0.5).zip,
    country: person.locale.country,
    birth_date: birthday(draw, person, 0.5),
    income_band: draw.pick(["low", "middle", "middle", "high", null]),
    interest: draw.chance(0.7) ? draw.pick(person.tastes).toLowerCase() : null,
    updated_at: date(since(draw, person.joined)),
  });
  return id;
}

const subjects = [
  "Where is my order?",
  "Return label",
  "Wrong item",
  "Invoice",
  "Login problem",
  "Voucher",
];

function writeSupport({ tables, ids }: Shop, draw: Random, { person }: Member): string {
  const id = ids.next("zendesk");
  const { first, last } = names(draw, person, 1.2);
  const created = since(draw, person.joined);
  const address = email(draw, person, 0.6);
  tables.write("zendesk_users", {
    id,
    name: [first, last].filter((one) => one !== null).join(" "),
    email: address,
    phone: phone(draw, person, 1),
    created_at: utc(created),
    updated_at: utc(since(draw, created)),
    suspended: draw.chance(0.01),
  });
  for (let ticket = draw.int(1, 2); ticket > 0; ticket -= 1) {
    const opened = since(draw, created);
    const solved = draw.chance(0.85);
    tables.write("zendesk_tickets", {
      id: ids.next("ticket"),
      requester_id: id,
      subject: draw.pick(subjects),
      status: solved ? "solved" : draw.pick(["open", "pending"]),
      priority: draw.weighted([
        ["low", 1],
        ["normal", 6],
        ["high", 2],
        ["urgent", 1],
      ] as const),
      satisfaction: draw.weighted([
        ["offered", 6],
        ["good", 3],
        ["bad", 1],
      ] as const),
      created_at: utc(opened),
      solved_at: solved ? utc(opened + draw.int(1, 40) * hour) : null,
    });
  }
  return id;
}
