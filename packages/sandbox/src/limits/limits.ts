import type { Settings } from "../settings.ts";
import { CONTACT_LIMITS } from "./contacts.ts";
import { CUSTOMER_LIMITS } from "./customers.ts";
import { GROUP_LIMITS } from "./groups.ts";
import { MESSAGE_LIMITS } from "./messaging.ts";
import type { LimitRow } from "./row.ts";
import { STATISTICS_LIMITS } from "./statistics.ts";
import { RATE_LIMITS, TOKEN_LIMITS } from "./tokens.ts";

/** The sections of wecom-api §15 with their rows, in the order of the page. */
export const LIMIT_SECTIONS = [
  { number: "15.1", title: "Tokens, callbacks", rows: TOKEN_LIMITS },
  { number: "15.2", title: "Base rate limits", rows: RATE_LIMITS },
  { number: "15.3", title: "Contacts", rows: CONTACT_LIMITS },
  { number: "15.4", title: "Customers and channels", rows: CUSTOMER_LIMITS },
  { number: "15.5", title: "Groups", rows: GROUP_LIMITS },
  { number: "15.6", title: "Messaging", rows: MESSAGE_LIMITS },
  { number: "15.7", title: "Statistics, archive, kf", rows: STATISTICS_LIMITS },
] as const;

const TABLE = {
  ...TOKEN_LIMITS,
  ...RATE_LIMITS,
  ...CONTACT_LIMITS,
  ...CUSTOMER_LIMITS,
  ...GROUP_LIMITS,
  ...MESSAGE_LIMITS,
  ...STATISTICS_LIMITS,
};

export type LimitKey = keyof typeof TABLE;

/** Every limit by its key. */
export const LIMITS: Readonly<Record<LimitKey, LimitRow>> = TABLE;

export const LIMIT_KEYS = Object.keys(TABLE).filter((key): key is LimitKey => key in TABLE);

/** Rows that were switches before they were rows keep the name of the switch. */
const SWITCHES: Partial<Record<LimitKey, "qrJoinLimit" | "groupLimit" | "corpTagCap" | "markTagConcurrency">> = {
  "group.qr-join": "qrJoinLimit",
  "group.size": "groupLimit",
  "tag.corp": "corpTagCap",
  "mark-tag.concurrent": "markTagConcurrency",
};

/** The name under which a number is changed by `POST /_sandbox/settings`. */
export function switchOf(key: LimitKey): string {
  return SWITCHES[key] ?? `limits["${key}"]`;
}

/** Who looks on while limits are asked: the tests' evidence. */
export type Witness = (key: LimitKey, value: number, max: number) => void;

let witness: Witness | null = null;

/** Lets the tests see which limits are touched from which side. */
export function watchLimits(next: Witness | null): void {
  witness = next;
}

/** The limits of one world: the table, as far as the settings do not say otherwise. */
export class Limits {
  readonly #settings: () => Settings;

  constructor(settings: () => Settings) {
    this.#settings = settings;
  }

  max(key: LimitKey): number {
    const settings = this.#settings();
    const name = SWITCHES[key];
    return name === undefined ? (settings.limits[key] ?? LIMITS[key].max) : settings[name];
  }

  /** Is the value, in the unit of the row, within the limit? */
  allows(key: LimitKey, value: number): boolean {
    const max = this.max(key);
    witness?.(key, value, max);
    return value <= max;
  }
}
