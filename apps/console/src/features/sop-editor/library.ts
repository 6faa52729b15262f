import { useQueries } from "@tanstack/react-query";
import type { AssetFile, ContentAttachment, GraphStep } from "@shuke/contract";
import { placesFor, variablesOf } from "@shuke/contract/asset-words";
import type { LibraryContent } from "@shuke/contract/sop-library";
import { ApiError, call, type Output } from "../../api.ts";
import { useSession } from "../../session.tsx";
import { localInput } from "../talks/times.ts";

/** A content as it goes out now, with the files that it needs. */
type Known = LibraryContent & { text: string; cards: readonly ContentAttachment[]; files: ReadonlyMap<string, AssetFile> };

/** `settled`: every one was asked for, and those that are not there do not exist. */
export type Library = { known: ReadonlyMap<string, Known>; settled: boolean };

const empty: Library = { known: new Map(), settled: true };

/** These contents of the library, read anew now and then: others approve and change them. */
export function useLibrary(ids: readonly string[]): Library {
  const { timeZone } = useSession().corp;
  return useQueries({
    queries: ids.map((id) => ({
      queryKey: ["contents.get", { id }] as const,
      queryFn: ({ signal }: { signal: AbortSignal }) => call("contents.get", { id }, signal),
      staleTime: 30_000,
      retry: false,
    })),
    combine: (answers) =>
      answers.length === 0
        ? empty
        : {
            known: new Map(answers.flatMap(({ data }) => (data ? [[data.id, knownOf(data, timeZone)]] : []))),
            settled: answers.every(({ data, error }) => data !== undefined || (error instanceof ApiError && error.status === 404)),
          },
  });
}

function knownOf(content: Output<"contents.get">, timeZone: string): Known {
  // What waits for somebody to look at it does not go out yet.
  const { text, attachments } = content.versions.find(({ n }) => n === content.liveN) ?? content;
  return {
    name: content.name,
    usable: content.usable,
    mass: placesFor(variablesOf(text)).includes("mass"),
    attachments: attachments.length,
    ends: content.expiresAt === null ? null : localInput(new Date(content.expiresAt), timeZone).replace("T", " "),
    text,
    cards: attachments,
    files: new Map(content.files.map((file) => [file.id, file])),
  };
}

type Wording = GraphStep["content"];

/** Without what is taken from the library: a task by hand carries its own words only. */
export function bare({ text, link }: Wording): Wording {
  return { text, ...(link ? { link } : {}) };
}
