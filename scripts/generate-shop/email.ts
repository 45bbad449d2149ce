/** Newsletters, one subject-line test with a planted effect, and what recipients did with them. */
import { consentAt, type Member, type Shop } from "./member.ts";
import { type Random, random } from "./random.ts";
import { hour, minute, utc } from "./time.ts";

export const experiment = {
  campaign: "subject_line_2025_11",
  sent: Date.UTC(2025, 10, 18, 9),
  clickRate: { control: 0.1, treatment: 0.22 },
} as const;

const newsletters = [8, 9, 10, 11].map((month) => ({
  campaign: `newsletter_2025_${String(month + 1).padStart(2, "0")}`,
  sent: Date.UTC(2025, month, 4, 8),
}));

/** Sends in order of time; an unsubscribe is added to the member's choices. */
export function sendEmails(shop: Shop, member: Member): void {
  const draw = random(shop.seed, "email", member.person.number);
  const campaigns = [...newsletters, experiment].sort((one, other) => one.sent - other.sent);
  for (const { campaign, sent } of campaigns) {
    const at = sent + draw.int(0, 20) * minute;
    if (consentAt(member, at) !== "granted" || member.person.joined > at) continue;
    if (campaign !== experiment.campaign && !draw.chance(0.2)) continue;
    const left = sendCampaign(shop, draw, member, campaign, at);
    if (left !== undefined) member.choices.push({ at: left, granted: false });
  }
  member.choices.sort((one, other) => one.at - other.at);
}

/** Returns when the member unsubscribed through one of the messages, if so. */
function sendCampaign(
  shop: Shop,
  draw: Random,
  member: Member,
  campaign: string,
  at: number,
): number | undefined {
  const isTest = campaign === experiment.campaign;
  const arm = draw.pick(["control", "treatment"] as const);
  for (const recipient of recipients(draw, member, at)) {
    // A second account is randomized again: that customer may end up in both arms.
    const variant = recipient.again ? draw.pick(["control", "treatment"] as const) : arm;
    const clickRate = isTest ? experiment.clickRate[variant] : 0.07;
    const arms = { variant: isTest ? variant : null, clickRate };
    const left = send(shop, draw, { campaign, at, ...recipient, ...arms });
    if (left !== undefined) return left;
  }
  return undefined;
}

interface Recipient {
  readonly email: string;
  readonly account: string | null;
  readonly again: boolean;
}

function recipients(draw: Random, { person, accounts }: Member, at: number): Recipient[] {
  const known = accounts.filter(({ created, email }) => created <= at && email?.includes("@"));
  if (known.length === 0) {
    return [{ email: person.emails[0] ?? "", account: null, again: false }];
  }
  return known
    .slice(0, draw.chance(0.5) ? 2 : 1)
    .map(({ id, email }, index) => ({ email: email ?? "", account: id, again: index > 0 }));
}

interface Send extends Recipient {
  readonly campaign: string;
  readonly variant: string | null;
  readonly at: number;
  readonly clickRate: number;
}

/** Returns when the recipient unsubscribed, if so. */
function send({ tables, ids }: Shop, draw: Random, one: Send): number | undefined {
  const message = ids.next("message");
  const happen = (event: string, at: number, machine = false): void =>
    tables.write("esp_events", {
      event_id: ids.next("engagement"),
      message_id: message,
      event,
      machine,
      timestamp: utc(at),
    });
  tables.write("esp_sends", {
    message_id: message,
    campaign: one.campaign,
    variant: one.variant,
    recipient: one.email.trim().toLowerCase(),
    external_id: one.account,
    sent_at: utc(one.at),
  });
  const clicks = draw.chance(one.clickRate);
  // Typing errors bounce; a recipient who is going to click obviously received the message.
  if (!clicks && draw.chance(0.02)) {
    happen("bounce", one.at + minute);
    return undefined;
  }
  if (draw.chance(0.15)) happen("open", one.at + 2000, true);
  const opened = one.at + draw.int(5, 2000) * minute;
  if (clicks || draw.chance(0.3)) happen("open", opened);
  if (clicks) happen("click", opened + draw.int(5, 120) * 1000);
  if (!draw.chance(0.015)) return undefined;
  happen("unsubscribe", opened + hour);
  return opened + hour;
}
