import { readFields } from "../kit/fields.ts";
import type { Fields, Values } from "../kit/fields.ts";
import type { Body } from "../kit/params.ts";
import type { LimitKey } from "../limits/limits.ts";
import type { Json } from "../people-host.ts";
import type { Sim } from "../sim.ts";
import type { World } from "../world/world.ts";
import type { Access, Family } from "./families.ts";

export interface UploadedFile {
  filename: string;
  contentType: string;
  data: Buffer;
}

/** One WeCom call that passed token, quota and validation. */
export interface Call<Q = Body, B = Body> {
  sim: Sim;
  world: World;
  /** the declared fields */
  query: Q;
  body: B;
  /** the body as it came: ids that come from content come from this */
  raw: Body;
  /** virtual ms when the call arrived */
  now: number;
  /** virtual ms when it takes effect: arrival plus seeded latency */
  effectiveAt: number;
  /** app of the token; 0 for calls without one */
  agentId: number;
  file: UploadedFile | null;
  ip: string;
  /** headers in lower case, for the few calls that read one (Range) */
  headers: Readonly<Record<string, string | undefined>>;
}

/** A body that is not JSON (media/get). */
export interface Binary {
  binary: Buffer;
  contentType: string;
  filename: string;
  /** `Content-Range` of a part */
  range?: string;
}

/** An answer that the handler wrote as JSON itself, errcode and errmsg in front, where a tree would cost more than all the rest. */
export class Written {
  readonly json: Buffer;

  constructor(json: Buffer) {
    this.json = json;
  }

  /** For those who look at what the handler gave. */
  get given(): Given {
    const { errcode: _errcode, errmsg: _errmsg, ...given }: Given = JSON.parse(this.json.toString());
    return given;
  }
}

/** What a handler gives; fields that are undefined are not in the answer. */
export type Given = { [field: string]: Json | undefined };

/** What is said about a path beside its handler; README, "Adding a path". */
export interface Spec {
  query?: Fields;
  body?: Fields;
  /** what the answer holds beside errcode and errmsg; tests refuse answers that hold something else */
  answer?: Fields;
  /** codes that the handler itself gives; those of fields, token and quota are known */
  errors?: readonly number[];
  /** limits that the handler itself asks; those of fields are known */
  limits?: readonly LimitKey[];
  /** who may call, when it is not what the family says */
  access?: Access;
  /** how many may run at once (45033 above) */
  concurrent?: LimitKey;
  /** older texts have another method: both are taken */
  method?: "ANY";
  /** documented parts that are not played; none = full */
  leftOut?: readonly string[];
  /** whom the call is about; part of its seeded latency and faults (default: the whole input) */
  subject?: (input: { query: Body; body: Body }) => string;
}

export type CallOf<S extends Spec> = Call<
  S extends { query: infer Q } ? Values<Q> : object,
  S extends { body: infer B } ? Values<B> : object
>;

/** A path as the pipeline has it: the types of its fields are behind it. */
export interface ApiRoute {
  /** below /cgi-bin/ */
  path: string;
  method: "GET" | "POST" | "ANY";
  family: Family;
  access: Access;
  spec: Spec;
  run: (call: Call) => Given | Written | Binary;
}

type Declare = <const S extends Spec>(path: string, spec: S, handle: (call: CallOf<S>) => Given | Written | Binary) => ApiRoute;

/** The two ways to declare a path of a family. */
export function family(name: Family, access: Access): { get: Declare; post: Declare } {
  const declare =
    (method: "GET" | "POST"): Declare =>
    (path, spec, handle) => ({
      path,
      method: spec.method ?? method,
      family: name,
      access: spec.access ?? access,
      spec,
      run: (call) => {
        const query = readFields(spec.query ?? {}, call.query, call.world.limits);
        const body = readFields(spec.body ?? {}, call.body, call.world.limits);
        // The values were read by the rules from which `CallOf` takes their types.
        return handle({ ...call, raw: call.body, query, body } as CallOf<typeof spec>);
      },
    });
  return { get: declare("GET"), post: declare("POST") };
}
