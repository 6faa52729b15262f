import { z } from "zod";
import { id, ok, page, pageOf, problem } from "./common.ts";
import { endpoint } from "./endpoint.ts";

export const datum = z.enum(["wgs84", "gcj02"]);
const lng = z.number().min(-180).max(180);
const lat = z.number().min(-90).max(90);

/** Positions are WGS-84, whatever datum came in. */
export const store = z.object({
  id: z.string(),
  /** The brand's own store number; the key of an import. */
  code: z.string(),
  name: z.string(),
  province: z.string(),
  city: z.string(),
  district: z.string(),
  address: z.string(),
  lng: z.number(),
  lat: z.number(),
  state: z.enum(["open", "closed"]),
  opens: z.string().nullable(),
  closes: z.string().nullable(),
  managerUserId: z.string().nullable(),
});
export type Store = z.infer<typeof store>;

export const stores = {
  import: endpoint({
    name: "stores.import",
    summary: "Create or update stores from CSV text; a bad row is reported with its line and never stops the others",
    permission: "stores.write",
    input: z.object({
      csv: z.string().max(40_000_000),
      datum: datum.default("wgs84"),
      dryRun: z.boolean().default(false),
    }),
    output: z.object({
      created: z.number(),
      updated: z.number(),
      unchanged: z.number(),
      rejected: z.number(),
      errors: z.array(problem.extend({ line: z.number(), value: z.string() })),
    }),
  }),
  list: endpoint({
    name: "stores.list",
    summary: "Stores by name, number, address, city; with groups, seats and figures",
    permission: "entrances.read",
    scope: "own",
    input: z.object({
      query: z.string().max(100).optional(),
      city: z.string().max(40).optional(),
      state: z.enum(["open", "closed"]).optional(),
      ...page,
    }),
    output: pageOf(
      store.extend({
        groups: z.number(),
        members: z.number(),
        seatsLeft: z.number().nullable(),
        liveCodeId: z.string().nullable(),
      }),
    ),
  }),
  get: endpoint({
    name: "stores.get",
    summary: "One store",
    permission: "entrances.read",
    scope: "own",
    input: z.object({ id }),
    output: store,
  }),
  update: endpoint({
    name: "stores.update",
    summary: "Change a store's name, position, hours or state",
    permission: "stores.write",
    input: z.object({
      id,
      name: z.string().min(1).max(60).optional(),
      address: z.string().max(200).optional(),
      lng: lng.optional(),
      lat: lat.optional(),
      datum: datum.default("wgs84"),
      state: z.enum(["open", "closed"]).optional(),
      managerUserId: z.string().nullable().optional(),
    }),
    output: ok,
  }),
  nearest: endpoint({
    name: "stores.nearest",
    summary: "The nearest stores by great circle, pure geometry; positions and distances on WGS-84",
    permission: "entrances.read",
    scope: "any",
    input: z.object({
      lng,
      lat,
      datum: datum.default("wgs84"),
      limit: z.number().int().min(1).max(100).default(5),
    }),
    output: z.object({
      items: z.array(
        store
          .pick({
            id: true,
            code: true,
            name: true,
            city: true,
            address: true,
            lng: true,
            lat: true,
            state: true,
          })
          .extend({ distanceM: z.number() }),
      ),
    }),
  }),
  points: endpoint({
    name: "stores.points",
    summary: "All positions for the map, compact: [id, name, lng, lat, members]",
    permission: "entrances.read",
    input: z.object({ city: z.string().optional() }),
    output: z.object({
      points: z.array(z.tuple([z.string(), z.string(), z.number(), z.number(), z.number()])),
    }),
  }),
  cities: endpoint({
    name: "stores.cities",
    summary: "Cities and districts that have open stores, with counts",
    permission: "entrances.read",
    scope: "any",
    input: z.object({}),
    output: z.object({
      items: z.array(
        z.object({
          province: z.string(),
          city: z.string(),
          stores: z.number(),
          districts: z.array(z.object({ name: z.string(), stores: z.number() })),
        }),
      ),
    }),
  }),
};
