import type { Body } from "../kit/params.ts";
import type { JsonObject } from "../people-host.ts";
import type { Sim } from "../sim.ts";
import type { World } from "../world/world.ts";

export interface UploadedFile {
  filename: string;
  contentType: string;
  data: Buffer;
}

/** One WeCom call that passed token and quota. */
export interface Call {
  sim: Sim;
  world: World;
  query: Body;
  body: Body;
  /** virtual ms when the call arrived */
  now: number;
  /** virtual ms when it takes effect: arrival plus seeded latency */
  effectiveAt: number;
  /** app of the token; 0 for calls without one */
  agentId: number;
  file: UploadedFile | null;
}

/** A body that is not JSON (media/get). */
export interface Binary {
  binary: Buffer;
  contentType: string;
  filename: string;
}

export interface ApiRoute {
  /** below /cgi-bin/ */
  path: string;
  method: "GET" | "POST" | "ANY";
  /** false: no access token needed */
  auth?: false;
  /** whom the call is about; part of its seeded latency and faults (default: the whole input) */
  subject?: (input: { query: Body; body: Body }) => string;
  handle: (call: Call) => JsonObject | Binary;
}

/** The `POST` route of the usual kind. */
export function post(path: string, handle: ApiRoute["handle"], extra: Partial<ApiRoute> = {}): ApiRoute {
  return { path, method: "POST", handle, ...extra };
}

export function get(path: string, handle: ApiRoute["handle"], extra: Partial<ApiRoute> = {}): ApiRoute {
  return { path, method: "GET", handle, ...extra };
}
