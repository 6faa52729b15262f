/**
 * People are folded in two halves, by their ids, each by a handler with a cursor of its own: so a first sync of millions keeps
 * two cores (or two workers) busy, and one person's facts still meet her rows in their order.
 */
export const PEOPLE_LANES = ["customers", "customers.2"] as const;

/** Ids are `cus_` and signs of an alphabet of 32, of which this is the seventeenth: half of all ids come before it. */
export const SECOND_HALF = "cus_g";

/** Which half somebody is in: 0 or 1. */
export const laneOf = (customerId: string): number => (customerId < SECOND_HALF ? 0 : 1);
