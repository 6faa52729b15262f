/** The sandbox's control plane, as far as chaos needs it. */
export type Sandbox = ReturnType<typeof sandboxAt>;

export interface Told {
  n: number;
  id: string;
  event: string;
  changeType: string;
  subject: string;
  createTime: number;
  outcome: "delivered" | "refused" | "unreachable" | "slow" | "lost";
  fields: Record<string, unknown>;
}

export interface PhoneView {
  who: string;
  groups: Array<{ chatId: string; owner: string }>;
}

export interface ActAnswer {
  who: string;
  externalUserId?: string;
  added?: string;
  error?: string;
}

export function sandboxAt(url: string) {
  async function call(method: string, path: string, body?: unknown): Promise<unknown> {
    const answer = await fetch(url + path, {
      method,
      ...(body === undefined ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(900_000),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`the sandbox answered ${answer.status} to ${method} ${path}: ${text.slice(0, 300)}`);
    return text === "" ? {} : JSON.parse(text);
  }
  return {
    url,
    clock: async () => (await call("GET", "/_sandbox/clock")) as { now: string; speed: number },
    setSpeed: (speed: number) => call("POST", "/_sandbox/clock", { speed }),
    advance: (by: string) => call("POST", "/_sandbox/clock", { advance: by }),
    /** Refusals of the world come as `error`; requests that it cannot understand throw. */
    act: async (act: Record<string, unknown>) => (await call("POST", "/_sandbox/act", act)) as ActAnswer,
    plant: (rules: readonly object[]) => call("POST", "/_sandbox/faults", rules),
    faults: async () => (await call("GET", "/_sandbox/faults")) as { faults: Array<{ id: string; kind: string; struck: number }> },
    clearFaults: () => call("DELETE", "/_sandbox/faults"),
    clearFault: (id: string) => call("DELETE", `/_sandbox/faults?id=${encodeURIComponent(id)}`),
    told: async (limit: number) => (await call("GET", `/_sandbox/callback/log?limit=${limit}`)) as { total: number; callbacks: Told[] },
    pending: async () => ((await call("GET", "/_sandbox/callback")) as { pending: number }).pending,
    truth: async () => (await call("GET", "/_sandbox/truth")) as { hash: string },
    truthLines: async () => {
      const text = await (await fetch(`${url}/_sandbox/truth?full=1`)).text();
      return text
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => {
          const { family, row } = JSON.parse(line) as { family: string; row: unknown[] };
          return `${family} ${JSON.stringify(row)}`;
        });
    },
    staff: async () => ((await call("GET", "/_sandbox/phones")) as { staff: Array<{ who: string }> }).staff.map(({ who }) => who),
    phone: async (who: string) => (await call("GET", `/_sandbox/phones/${who}`)) as PhoneView,
    setUp: (setup: object) => call("POST", "/_sandbox/corp/setup", setup),
  };
}
