import type { Endpoint } from "@shuke/contract";
import type { z } from "zod";
import type { Samples } from "./samples.ts";

/** One way in which operators use an endpoint. */
export interface Ask {
  endpoint: string;
  label: string;
  /** how often, beside the others */
  weight: number;
  input: (some: Samples) => unknown;
}

/** `input` is drawn anew for every click. */
export function ask<In extends z.ZodType>(endpoint: Endpoint<In>, label: string, input: (some: Samples) => z.input<In>, weight = 1): Ask {
  return { endpoint: endpoint.name, label, weight, input };
}
