import { api } from "@shuke/contract";
import { route, type Route } from "#http/route";
import { explainGate } from "./explain.ts";
import { getPreference, setPreference } from "./preference.ts";
import { countRefusals, listRefusals } from "./refusals.ts";

export { preferenceOf, sayPreference } from "./preference.ts";

export const routes: readonly Route[] = [
  route(api.gate.explain, explainGate),
  route(api.gate.refusals, listRefusals),
  route(api.gate.refusalCounts, countRefusals),
  route(api.preferences.get, getPreference),
  route(api.preferences.set, setPreference),
];
