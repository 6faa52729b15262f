import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createGeoIndex } from "./geo-index.ts";
import { gcj02ToWgs84, haversine, type Position, toWgs84, wgs84ToGcj02 } from "./geo.ts";

const anywhere = fc.record({
  lng: fc.double({ min: -180, max: 180, noNaN: true }),
  lat: fc.double({ min: -90, max: 90, noNaN: true }),
});
const inChina = fc.record({
  lng: fc.double({ min: 74, max: 135, noNaN: true }),
  lat: fc.double({ min: 3, max: 53, noNaN: true }),
});

describe("haversine", () => {
  test("knows a quarter of the Earth and the length of a degree", () => {
    expect(haversine({ lng: 0, lat: 0 }, { lng: 90, lat: 0 })).toBeCloseTo(10_007_557.2, 0);
    expect(haversine({ lng: 121, lat: 31 }, { lng: 121, lat: 32 })).toBeCloseTo(111_195.08, 1);
  });
  test("is the same both ways, and 0 across the date line for one place", () => {
    fc.assert(
      fc.property(anywhere, anywhere, (a, b) => {
        expect(haversine(a, b)).toBeCloseTo(haversine(b, a), 6);
      }),
    );
    expect(haversine({ lng: -180, lat: 12 }, { lng: 180, lat: 12 })).toBeLessThan(1e-6);
  });
});

describe("GCJ-02", () => {
  test("moves Tian'anmen by about half a kilometre", () => {
    const shown = wgs84ToGcj02({ lng: 116.391, lat: 39.9075 });
    expect(shown.lng).toBeCloseTo(116.397_24, 4);
    expect(shown.lat).toBeCloseTo(39.9089, 4);
  });
  test("there and back again is the same place to a millimetre", () => {
    fc.assert(
      fc.property(inChina, (at) => {
        expect(haversine(gcj02ToWgs84(wgs84ToGcj02(at)), at)).toBeLessThan(0.001);
      }),
      { numRuns: 2000 },
    );
  });
  test("changes nothing outside China", () => {
    for (const at of [
      { lng: 2.35, lat: 48.85 },
      { lng: -122.4, lat: 37.8 },
      { lng: 151.2, lat: -33.9 },
    ]) {
      expect(wgs84ToGcj02(at)).toEqual(at);
      expect(gcj02ToWgs84(at)).toEqual(at);
    }
  });
});

describe("the nearest", () => {
  type Shop = Position & { id: string };
  const brute = (shops: readonly Shop[], at: Position, limit: number) =>
    shops
      .map((shop) => ({ id: shop.id, d: haversine(at, shop) }))
      .sort((a, b) => a.d - b.d || (a.id < b.id ? -1 : 1))
      .slice(0, limit)
      .map(({ id }) => id);
  const name = (shops: Position[]): Shop[] => shops.map((at, i) => ({ ...at, id: `s${i}` }));

  test("is what looking at every shop finds, anywhere on Earth, also at the poles and the date line", () => {
    const rim = fc.constantFrom({ lng: 180, lat: 10 }, { lng: -180, lat: 10 }, { lng: 0, lat: 90 }, { lng: 55, lat: -90 });
    const spot = fc.oneof(anywhere, rim);
    fc.assert(
      fc.property(fc.array(spot, { maxLength: 80 }), spot, fc.integer({ min: 1, max: 12 }), (places, at, limit) => {
        const shops = name(places);
        const found = createGeoIndex(shops).nearest(at, limit);
        expect(found.map(({ distanceM }) => distanceM)).toEqual(
          brute(shops, at, limit).map((id) => haversine(at, shops[Number(id.slice(1))] ?? at)),
        );
      }),
      { numRuns: 500 },
    );
  });

  test("is the same for 1,000 points in either datum over a crowded country", () => {
    const shops = name(fc.sample(inChina, { numRuns: 3000, seed: 7 }));
    const index = createGeoIndex(shops);
    for (const [i, raw] of fc.sample(inChina, { numRuns: 1000, seed: 8 }).entries()) {
      const at = toWgs84(raw, i % 2 === 0 ? "wgs84" : "gcj02");
      expect(index.nearest(at, 5).map(({ item }) => item.id)).toEqual(brute(shops, at, 5));
    }
  });

  test("passes over those that are not accepted", () => {
    const shops = name([
      { lng: 121, lat: 31 },
      { lng: 121.01, lat: 31 },
      { lng: 122, lat: 31 },
    ]);
    const found = createGeoIndex(shops).nearest({ lng: 121, lat: 31 }, 1, (shop) => shop.id !== "s0");
    expect(found[0]?.item.id).toBe("s1");
  });
});
