/** What people allowed, took back and allowed again, and who asked to be forgotten. */
import { mangle } from "./corrupt.ts";
import type { Account, Choice, Member, Shop } from "./member.ts";
import type { Person } from "./people.ts";
import { random } from "./random.ts";
import { day, end, minute, utc } from "./time.ts";

export interface Decisions {
  readonly choices: Choice[];
  readonly erasedAt: number | undefined;
}

/** Decides; writes the events of the consent tool for it. */
export function decide(shop: Shop, person: Person, accounts: readonly Account[]): Decisions {
  const draw = random(shop.seed, "consent", person.number);
  const [main = ""] = person.emails;
  const record = (purpose: string, action: string, channel: string, at: number): void => {
    // Typing the address into a preference page reaches the mailbox, clicking in the account the login.
    const [account] = accounts;
    const mailbox = account === undefined ? main : (account.email ?? "");
    const isWritable = mailbox.includes("@") && !mailbox.startsWith("none@");
    const inAccount = action === "granted" || draw.chance(0.6) || !isWritable;
    const byAccount = account !== undefined && inAccount;
    shop.tables.write("consent_events", {
      id: shop.ids.next("consent"),
      subject_type: byAccount ? "shopify_customer_id" : "email",
      subject_id: byAccount ? account.id : mangle(draw, mailbox, 0),
      purpose,
      action,
      channel,
      occurred_at: utc(at),
    });
  };
  const later = (at: number): number =>
    at + draw.int(10, Math.max(11, Math.floor((end - at) / day))) * day;
  const choices: Choice[] = [];
  const choose = (granted: boolean, channel: string, at: number): void => {
    if (at >= end) return;
    choices.push({ at, granted });
    record("email_marketing", granted ? "granted" : "withdrawn", channel, at);
  };
  const joined = person.joined + draw.int(1, 5) * minute;
  const erasedAt = draw.chance(0.012) ? later(joined) : undefined;
  if (draw.chance(0.72)) {
    choose(true, "signup_form", joined);
    if (draw.chance(0.6)) record("personalization", "granted", "signup_form", joined);
    if (draw.chance(0.14)) {
      const away = later(joined);
      choose(false, "preference_center", away);
      if (draw.chance(0.25)) choose(true, "preference_center", later(away));
    }
  } else if (draw.chance(0.1)) choose(false, "signup_form", joined);
  if (erasedAt === undefined || erasedAt >= end) return { choices, erasedAt: undefined };
  record("all", "erasure_requested", "support", erasedAt);
  return { choices, erasedAt };
}

/** The answer that holds when the history ends, as the truth file states it. */
export function writeTruth({ tables }: Shop, member: Member, final: string): void {
  tables.write("truth_persons", {
    person_id: member.person.id,
    household_id: member.person.household,
    behaviour: member.person.behaviour,
    email_marketing: final,
    is_erased: member.erasedAt !== undefined,
    first_taste: member.person.tastes[0],
    second_taste: member.person.tastes[1],
  });
}
