import { expect, test } from "vitest";
import { boxOf, fit, gridStep, multiples, project, unprojectLat } from "./projection.ts";
import type { Point } from "./projection.ts";

const point = (lng: number, lat: number): Point => ["id", "店", lng, lat, 0];

test("the projection keeps longitudes and can be undone", () => {
  const [x, y] = project(121.47, 31.23);
  expect(x).toBe(121.47);
  expect(unprojectLat(y)).toBeCloseTo(31.23, 9);
  expect(project(0, 0)[1]).toBeCloseTo(0, 9);
});

test("a sheet of another shape widens the box and never cuts it", () => {
  const box = boxOf([point(100, 20), point(120, 40)]);
  const wide = fit(box, 1000, 400);
  expect((wide.maxX - wide.minX) / (wide.maxY - wide.minY)).toBeCloseTo(2.5, 6);
  expect(wide.minX).toBeLessThanOrEqual(box.minX);
  expect(wide.maxY).toBeGreaterThanOrEqual(box.maxY - 1e-9);
});

test("one store alone still has a street around it, and no store is the whole country", () => {
  const one = boxOf([point(121, 31)]);
  expect(one.maxX - one.minX).toBeCloseTo(0.4, 6);
  expect(boxOf([]).maxX - boxOf([]).minX).toBeGreaterThan(50);
});

test("the grid has a handful of lines at any zoom", () => {
  for (const span of [0.2, 1, 12, 70]) {
    const step = gridStep({ minX: 100, maxX: 100 + span, minY: 0, maxY: 1 });
    const lines = multiples(100, 100 + span, step).length;
    expect(lines).toBeGreaterThanOrEqual(5);
    expect(lines).toBeLessThanOrEqual(16);
  }
  expect(multiples(0.35, 0.61, 0.1)).toEqual([0.4, 0.5, 0.6]);
});
