import type { Answer, Harness } from "./harness.ts";
import { contactWay } from "./harness.ts";

export interface Friend {
  who: string;
  externalUserId: string;
}

/** New customers of staff001, or of whoever `way` names. */
export async function friends(h: Harness, count: number, way: object = {}): Promise<Friend[]> {
  const url = await contactWay(h, way);
  const people: Friend[] = [];
  for (let n = 0; n < count; n++) {
    const { who, externalUserId } = await h.sb.act({ who: "new", do: "scan", url });
    people.push({ who, externalUserId: String(externalUserId) });
  }
  return people;
}

/** The list in one field of an answer. */
export function listIn<T>(answer: Answer, field: string): T[] {
  return JSON.parse(JSON.stringify(answer[field] ?? []));
}
