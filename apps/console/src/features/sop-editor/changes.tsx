import { Fragment } from "react";
import type { SopGraph } from "@shuke/contract";
import { contentIdsOf } from "@shuke/contract/sop-library";
import { Mark } from "@shuke/kit-ui";
import type { Output } from "../../api.ts";
import { word } from "../../i18n.ts";
import { useEditorWords } from "./use-editor.ts";
import { nameAt, type Words } from "./words.ts";
import { triggerWords } from "./trigger-words.ts";
import { fieldWords } from "./field-words.ts";
import { useLibrary } from "./library.ts";

type Diff = Output<"sops.diff">;
type Change = Diff["changes"][number];

const tones = { added: "good", removed: "bad", changed: "watch" } as const;

/** What differs, in words: what came, what went, and of what changed how it was and how it is. */
export function Changes({ diff }: { diff: Pick<Diff, "before" | "after" | "changes"> }) {
  const { before, after } = diff;
  const words = useNamedWords(before, after);
  const { t, phrases } = words;
  // The beginning changes with whatever is first: it is told there.
  const changes = diff.changes.filter(({ what }) => what !== "start");
  if (changes.length === 0) return <p className="soft">{t("sopEditor.diff.same")}</p>;
  return (
    <ul className="sop-changes">
      {changes.map((change) => (
        <li key={`${change.what} ${change.key}`} data-how={change.how}>
          <span className={`status-tag tone-${tones[change.how]}`}>
            <Mark tone={tones[change.how]} />
            {phrases.sopEditor.diff[change.how]}
          </span>
          <div>
            <strong>{titleOf(change, before, after, words)}</strong>
            <Details change={change} before={before} after={after} words={words} />
          </div>
        </li>
      ))}
    </ul>
  );
}

/** Contents of the library by their names, those of both sides. */
function useNamedWords(before: SopGraph | null, after: SopGraph): Words {
  const words = useEditorWords();
  const { known } = useLibrary([...new Set([...(before ? contentIdsOf(before) : []), ...contentIdsOf(after)])]);
  return { ...words, contents: new Map([...known].map(([id, { name }]) => [id, name])) };
}

function titleOf({ what, key, how }: Change, before: SopGraph | null, after: SopGraph, words: Words): string {
  const kind = words.phrases.sopEditor.diff.whole[what];
  const graph = how === "removed" ? before : after;
  return key === "" || !graph ? kind : `${kind} · ${nameAt(graph, key, words)}`;
}

function Details({ change, before, after, words }: { change: Change; before: SopGraph | null; after: SopGraph; words: Words }) {
  const { phrases, t } = words;
  const nothing = t("sopEditor.diff.nothing");
  if (change.what === "trigger" || change.what === "clock") {
    return <Was was={before ? triggerWords(before, words) : nothing} is={triggerWords(after, words)} />;
  }
  if (change.key === "") {
    const said = (graph: SopGraph | null) => (graph && fieldWords(graph, change.what, graph, words)) || nothing;
    return <Was was={said(before)} is={said(after)} />;
  }
  const find = (graph: SopGraph | null) =>
    (change.what === "step" ? graph?.steps : graph?.nodes)?.find((one: { key: string }) => one.key === change.key);
  const [old, fresh] = [find(before), find(after)];
  if (change.how !== "changed") {
    const step = change.what === "step" ? (fresh ?? old) : undefined;
    return step && "content" in step ? (
      <p className="soft small clamp">{fieldWords(after, "content", step, words) || t("sopEditor.noText")}</p>
    ) : null;
  }
  return (
    <dl className="sop-fields">
      {change.fields.map((field) => (
        <Fragment key={field}>
          <dt>{word(phrases.sopEditor.diff.fields, field)}</dt>
          <dd>
            <Was
              was={(before && old && fieldWords(before, field, old, words)) || nothing}
              is={(fresh && fieldWords(after, field, fresh, words)) || nothing}
            />
          </dd>
        </Fragment>
      ))}
    </dl>
  );
}

function Was({ was, is }: { was: string; is: string }) {
  return (
    <span className="sop-was">
      <del>{was}</del>
      <ins>{is}</ins>
    </span>
  );
}
