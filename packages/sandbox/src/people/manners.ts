import type { CustomerType } from "./behaviour.ts";
import type { Context } from "./context.ts";
import { customerType, decides } from "./context.ts";
import { pick, weightedKey } from "./draw.ts";
import type { Option } from "./page-form.ts";
import type { Manners } from "./page-walker.ts";
import { reading, toGcj02 } from "./places.ts";

type Wanted = Readonly<Record<string, string>>;

const FAR_DEGREES = 0.6;

/** How a customer uses the pages of one walk (`about`): the same every time it is asked. */
export function customerManners(ctx: Context, who: string, about: string): Manners {
  const type = customerType(ctx, who);
  const u = (purpose: string): number => ctx.host.random(who, `walk:${about}:${purpose}`, 0);
  const remembered = ctx.host.recall(who, "place");
  const wanted: Wanted = Object.fromEntries(
    Object.entries(typeof remembered === "object" && remembered !== null ? remembered : {}).flatMap(([key, value]) =>
      typeof value === "string" ? [[key, value]] : [],
    ),
  );
  return {
    locate: () => position(ctx, who, type, u),
    search: (selects, attempt) => searchFor(type, selects, attempt, wanted, u),
    choose: (count, attempt) => {
      const wish = weightedKey(type.choose, u("choose"));
      if (wish === "none") return undefined;
      const first = wish === "second" ? 1 : 0;
      return Math.min(first + attempt, count - 1);
    },
    claim: () => u("claim") < type.coupon,
    goOn: () => u("go-on") < type.welcome.goOn,
  };
}

function position(ctx: Context, who: string, type: CustomerType, u: (purpose: string) => number): ReturnType<Manners["locate"]> {
  const home = ctx.host.home(who);
  const answer = weightedKey(type.location, u("location"));
  ctx.counts.add(`pages.location.${home === null ? "refuse" : answer}`);
  if (home === null || answer === "refuse") return undefined;
  const at = reading(home, ctx.behaviour.customers.jitterMetres, u);
  // A proxy, an old fix or an emulator: the phone is sure of a place tens of kilometres away.
  if (answer === "wrong") at.lat = Math.round((at.lat + FAR_DEGREES) * 1e7) / 1e7;
  // Which coordinates a phone gives is a property of the phone, so it is drawn once.
  return decides(ctx, who, "gcj02", ctx.behaviour.customers.gcj02) ? { ...toGcj02(at), datum: "gcj02" } : { ...at, datum: "wgs84" };
}

function searchFor(
  type: CustomerType,
  selects: ReadonlyMap<string, Option[]>,
  attempt: number,
  wanted: Wanted,
  u: (purpose: string) => number,
): Record<string, string> | undefined {
  const order: (keyof CustomerType["search"])[] = ["district", "city", "name"];
  const first = weightedKey(type.search, u("search"));
  // Districts often appear only after the city was sent: the second attempt repeats the wish, the third takes another.
  const way = attempt < 2 ? first : (order.find((other) => other !== first) ?? first);
  if (way === "name") {
    const name = wanted["name"] ?? wanted["district"] ?? wanted["city"];
    if (name !== undefined) return { q: name, ...cleared(selects) };
  }
  const fill: Record<string, string> = { q: "" };
  for (const key of ["city", "district"] as const) {
    const options = (selects.get(key) ?? []).filter((option) => option.value !== "");
    const wish = wanted[key];
    const match = options.find((option) => wish !== undefined && sameTown(option, wish));
    const choice = match ?? (wish === undefined && options.length > 0 ? pick(options, u(`search:${key}`)) : undefined);
    fill[key] = key === "district" && way !== "district" ? "" : (choice?.value ?? "");
  }
  return fill["city"] === "" && fill["district"] === "" && attempt > 0 ? undefined : fill;
}

function cleared(selects: ReadonlyMap<string, Option[]>): Record<string, string> {
  return Object.fromEntries([...selects.keys()].map((key) => [key, ""]));
}

function sameTown(option: Option, wish: string): boolean {
  const plain = (text: string): string => text.replace(/(市|区|县)$/u, "");
  return option.value === wish || plain(option.label) === plain(wish) || plain(option.value) === plain(wish);
}
