import type { Endpoint, InputOf, OutputOf } from "@shuke/contract";
import type { Ready } from "../ready-file.ts";

/** The server as any other program would use it. */
export async function call<E extends Endpoint>(ready: Ready, endpoint: E, input: InputOf<E>): Promise<OutputOf<E>> {
  const answer = await fetch(`${ready.url}/api/${endpoint.name}`, {
    method: "POST",
    headers: { authorization: `Bearer ${ready.apiKey}`, "content-type": "application/json" },
    body: JSON.stringify(input),
  });
  const body: unknown = await answer.json();
  if (!answer.ok) throw new Error(`${endpoint.name} answered ${answer.status}: ${JSON.stringify(body)}`);
  // The server has parsed it with the same schema.
  return body as OutputOf<E>;
}
