import type { Output } from "../../api.ts";
import { useWords } from "../../i18n.ts";
import { PathLink, When } from "../../kit/bits.tsx";
import { Loaded } from "../../kit/loaded.tsx";
import { useCall } from "../../kit/use-call.ts";

/** The rules as they were: who changed what, in words. */
export function VersionsTab({ id }: { id: string }) {
  const { t } = useWords();
  const query = useCall("segments.versions", { id });
  return (
    <Loaded query={query} rows={3}>
      {({ items }) => (
        <ol className="segment-rules stack pad" reversed>
          {items.map((one) => (
            <li key={one.version}>
              <strong>{one.version}</strong> · <When at={one.at} /> ·{" "}
              <span className="soft">{t("segments.versions.by", { name: one.by })}</span>
              {one.note ? <span> — {one.note}</span> : null}
              <ul className="segment-rules">
                {one.added.map((text) => (
                  <li key={`+${text}`}>
                    <span className="soft">{one.version === 1 ? t("segments.versions.first") : t("segments.versions.added")}</span> {text}
                  </li>
                ))}
                {one.removed.map((text) => (
                  <li key={`-${text}`}>
                    <span className="soft">{t("segments.versions.removed")}</span> <s>{text}</s>
                  </li>
                ))}
              </ul>
            </li>
          ))}
        </ol>
      )}
    </Loaded>
  );
}

export function UsesTab({ uses }: { uses: Output<"segments.get">["usedBy"] }) {
  const { t } = useWords();
  if (uses.length === 0) return <p className="pad soft">{t("segments.uses.none")}</p>;
  return (
    <ul className="segment-rules pad">
      {uses.map((use) => (
        <li key={`${use.kind} ${use.id}`}>{use.to ? <PathLink to={use.to}>{use.name}</PathLink> : use.name}</li>
      ))}
    </ul>
  );
}
