import type { Secrets } from "#kit/secrets";
import { secretNames } from "../../wecom-clients.ts";
import { httpPort } from "./http-port.ts";
import { nativePort } from "./native-port.ts";
import type { ArchivePort } from "./port.ts";

/** What a corp's archive was set up with. Absent: it is off. */
export type ArchiveSetup = { port: ArchivePort; keys: ReadonlyMap<number, string> };

export type ArchivePorts = { of(corpId: string): Promise<ArchiveSetup | null>; close(): Promise<void> };

/** One port per corp and process, made anew when what it was set up with changes. */
export function createArchivePorts(secrets: Secrets): ArchivePorts {
  const open = new Map<string, { made: string; setup: ArchiveSetup }>();
  return {
    async of(corpId) {
      const all = await secrets.all(corpId);
      const [secret, via] = [all.get(secretNames.archive), all.get(secretNames.archiveVia)];
      if (secret === undefined || via === undefined) return null;
      const made = JSON.stringify([secret, via, all.get(secretNames.archiveKeys)]);
      const known = open.get(corpId);
      if (known?.made === made) return known.setup;
      await known?.setup.port.close();
      const setup = { port: portFor(via, corpId, secret), keys: readKeys(all.get(secretNames.archiveKeys)) };
      open.set(corpId, { made, setup });
      return setup;
    },
    close: async () => {
      for (const { setup } of open.values()) await setup.port.close();
      open.clear();
    },
  };
}

/** `http://…` is a stand-in; `HELPER|LIBRARY` are the paths of the helper and of WeCom's library. */
function portFor(via: string, corpId: string, secret: string): ArchivePort {
  if (/^https?:/.test(via)) return httpPort({ url: via, corpId, secret });
  const [helper = "", library = ""] = via.split("|");
  return nativePort({ helper, library, corpId, secret });
}

function readKeys(text: string | undefined): Map<number, string> {
  const parsed: unknown = JSON.parse(text ?? "{}");
  const entries = typeof parsed === "object" && parsed !== null ? Object.entries(parsed) : [];
  return new Map(entries.flatMap(([version, pem]) => (typeof pem === "string" ? [[Number(version), pem] as const] : [])));
}
