import type { Dispatcher } from "undici";
import { expect, it } from "vitest";
import { send } from "./transport.ts";

type Started = Dispatcher.DispatchController & { reasons: string[] };

function controller(): Started {
  const reasons: string[] = [];
  const nothing = (): void => undefined;
  const abort = (reason: Error): void => void reasons.push(reason.message);
  return { aborted: false, paused: false, reason: null, abort, pause: nothing, resume: nothing, reasons };
}

const request = { method: "POST", path: "/p", target: "/p?access_token=t", body: "{}", timeoutMs: 1000 } as const;

it("never lets the HTTP library write the same request a second time", async () => {
  const first = controller();
  const second = controller();
  const dispatch: Dispatcher["dispatch"] = (_options, handler) => {
    handler.onRequestStart?.(first, {});
    handler.onRequestStart?.(second, {});
    handler.onResponseError?.(second, new Error(second.reasons[0] ?? ""));
    return true;
  };
  await expect(send({ dispatch }, request)).rejects.toMatchObject({ name: "WecomUnknownOutcome", reason: "reset" });
  expect(first.reasons).toEqual([]);
  expect(second.reasons).toHaveLength(1);
});

it("does not write a request that was given up while it waited for a connection", async () => {
  const stop = new AbortController();
  let start: (() => void) | undefined;
  const started = controller();
  const dispatch: Dispatcher["dispatch"] = (_options, handler) => {
    start = () => handler.onRequestStart?.(started, {});
    return true;
  };
  const sent = send({ dispatch }, { ...request, signal: stop.signal });
  stop.abort();
  await expect(sent).rejects.toMatchObject({ name: "WecomNotSent", reason: "aborted" });
  start?.();
  expect(started.reasons).toHaveLength(1);
});

it.each([
  ["ENOTFOUND", "dns"],
  ["EAI_AGAIN", "dns"],
  ["ECONNREFUSED", "connect"],
  ["ECONNRESET", "connect"],
  ["UND_ERR_CONNECT_TIMEOUT", "timeout"],
  ["UND_ERR_DESTROYED", "closed"],
])("knows that %s before the first byte means not sent", async (code, reason) => {
  const dispatch: Dispatcher["dispatch"] = (_options, handler) => {
    handler.onResponseError?.(controller(), Object.assign(new Error(code), { code }));
    return true;
  };
  await expect(send({ dispatch }, request)).rejects.toMatchObject({ name: "WecomNotSent", reason });
});
