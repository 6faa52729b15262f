export type Box = { minX: number; maxX: number; minY: number; maxY: number };
export type Point = readonly [id: string, name: string, lng: number, lat: number, members: number];

const degrees = 180 / Math.PI;

/** Mercator in degrees: x is the longitude, y keeps angles true. */
export const project = (lng: number, lat: number): [number, number] => [lng, degrees * Math.log(Math.tan(Math.PI / 4 + lat / degrees / 2))];

/** Latitude of a projected y. */
export const unprojectLat = (y: number): number => degrees * (2 * Math.atan(Math.exp(y / degrees)) - Math.PI / 2);

const china: Box = { minX: 73, maxX: 135, minY: 18.3, maxY: 61 };

/** The box around the points with a little air, never narrower than `least` degrees; the whole country when there are none. */
export function boxOf(points: readonly Point[], least = 0.4): Box {
  if (points.length === 0) return china;
  const box = { minX: Infinity, maxX: -Infinity, minY: Infinity, maxY: -Infinity };
  for (const point of points) {
    const [x, y] = project(point[2], point[3]);
    if (x < box.minX) box.minX = x;
    if (x > box.maxX) box.maxX = x;
    if (y < box.minY) box.minY = y;
    if (y > box.maxY) box.maxY = y;
  }
  const grow = (low: number, high: number): [number, number] => {
    const half = Math.max((high - low) * 0.55, least / 2);
    const middle = (low + high) / 2;
    return [middle - half, middle + half];
  };
  const [minX, maxX] = grow(box.minX, box.maxX);
  const [minY, maxY] = grow(box.minY, box.maxY);
  return { minX, maxX, minY, maxY };
}

/** Widens a box until a degree is as long across as it is up on a sheet of this shape. */
export function fit(box: Box, width: number, height: number): Box {
  const spanX = box.maxX - box.minX;
  const spanY = box.maxY - box.minY;
  const wanted = width / height;
  if (spanX / spanY < wanted) {
    const half = (spanY * wanted) / 2;
    const middle = (box.minX + box.maxX) / 2;
    return { ...box, minX: middle - half, maxX: middle + half };
  }
  const half = spanX / wanted / 2;
  const middle = (box.minY + box.maxY) / 2;
  return { ...box, minY: middle - half, maxY: middle + half };
}

/** Degrees between two lines of the grid, so that about six stand side by side. */
export function gridStep(box: Box): number {
  const wanted = (box.maxX - box.minX) / 6;
  return [0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10].findLast((step) => step <= wanted) ?? 0.02;
}

/** Multiples of `step` from `low` to `high`. */
export function multiples(low: number, high: number, step: number): number[] {
  const first = Math.ceil(low / step);
  const count = Math.max(0, Math.floor(high / step) - first + 1);
  return Array.from({ length: Math.min(count, 200) }, (_, index) => Number(((first + index) * step).toFixed(4)));
}
