import type { DownloadSpec, Endpoint, OutputOf, ParsedDownload, ParsedInputOf } from "@shuke/contract";
import type { Ctx } from "#kit/ctx";

/** A pair of contract and verb. The server checks input, permission and output; the verb knows nothing of HTTP. */
export type Route = {
  readonly endpoint: Endpoint;
  readonly run: (ctx: Ctx, input: unknown) => Promise<unknown>;
};

export function route<E extends Endpoint>(endpoint: E, verb: (ctx: Ctx, input: ParsedInputOf<E>) => Promise<OutputOf<E>>): Route {
  // Input reaches the verb only after `endpoint.input` has parsed it, which is what ParsedInputOf says.
  return { endpoint, run: (ctx, input) => verb(ctx, input as ParsedInputOf<E>) };
}

/** A file that a verb writes piece by piece. */
export type Download = {
  readonly spec: DownloadSpec;
  readonly run: (ctx: Ctx, input: unknown) => AsyncIterable<string>;
};

export function download<D extends DownloadSpec>(spec: D, run: (ctx: Ctx, input: ParsedDownload<D>) => AsyncIterable<string>): Download {
  return { spec, run: (ctx, input) => run(ctx, input as ParsedDownload<D>) };
}
