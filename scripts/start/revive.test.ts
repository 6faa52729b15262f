import { expect, test } from "vitest";
import { afterDeath } from "./revive.ts";

test("a server that dies now and then always comes back; one that never gets on its feet is given up after five tries", () => {
  let deaths = 0;
  for (let n = 0; n < 50; n += 1) {
    const next = afterDeath(deaths, 11_000);
    expect(next).toEqual({ deaths: 1, again: true });
    deaths = next.deaths;
  }
  const tries: boolean[] = [];
  for (deaths = 0; tries.length < 6;) {
    const next = afterDeath(deaths, 2000);
    tries.push(next.again);
    deaths = next.deaths;
  }
  expect(tries).toEqual([true, true, true, true, true, false]);
});
