import type { SandboxLink } from "../sandbox-link.ts";
import type { RehearsalOptions } from "./options.ts";

/** How a call to WeCom goes wrong: it says so, the answer is lost or spoilt before or after it took effect, or the token has died. */
const OF_CALLS = [
  { kind: "error", errcode: -1 },
  { kind: "reset", phase: "before" },
  { kind: "reset", phase: "after" },
  { kind: "half-body", phase: "after" },
  { kind: "invalid-json", phase: "after" },
  { kind: "bad-gateway", phase: "before" },
  { kind: "revoke-token" },
] as const;

const OF_CALLBACKS = ["callback-lost", "callback-repeat", "callback-reorder"] as const;

/** `--faults`: a share of all calls and of all callbacks, each kind as often as the others. */
export function randomFaults(share: number, seed: number) {
  if (share === 0) return [];
  return [
    ...OF_CALLS.map((fault, i) => ({ ...fault, path: "!callback/*", probability: share / OF_CALLS.length, seed: seed + 10 + i })),
    ...OF_CALLBACKS.map((kind, i) => ({ kind, path: "callback/*", probability: share / OF_CALLBACKS.length, seed: seed + 30 + i })),
  ];
}

export async function plantFaults(
  { seed, lose, repeat, reorder, slowWelcome, faults }: RehearsalOptions,
  sandbox: SandboxLink,
): Promise<void> {
  if (lose > 0) await sandbox.fault({ kind: "callback-lost", probability: lose, seed });
  if (repeat > 0) await sandbox.fault({ kind: "callback-repeat", probability: repeat, seed: seed + 1 });
  if (reorder) await sandbox.fault({ kind: "callback-reorder", probability: 0.2, seed: seed + 2 });
  if (slowWelcome > 0) await sandbox.fault({ kind: "delay", path: "externalcontact/send_welcome_msg", delaySeconds: slowWelcome, seed });
  for (const fault of randomFaults(faults, seed)) await sandbox.fault(fault);
}
