import { Panel, StatusTag } from "@shuke/kit-ui";
import type { Output } from "../../api.ts";
import { useWords, word } from "../../i18n.ts";

/** What installing would create and what is there already, by kind. */
export function Contents({ book }: { book: Output<"playbooks.get"> }) {
  const { t, phrases } = useWords();
  const kinds = [...new Set(book.preview.map((item) => item.kind))];
  const fresh = book.preview.filter((item) => !item.exists).length;
  if (book.preview.length === 0) return <p className="soft">{t("playbooks.previewEmpty")}</p>;
  return (
    <div className="stack">
      <p className="soft">
        {t("playbooks.version", { version: book.version })} ·{" "}
        {t("playbooks.previewSay", { created: fresh, kept: book.preview.length - fresh })}
      </p>
      <div className="book-grid">
        {kinds.map((kind) => {
          const items = book.preview.filter((item) => item.kind === kind);
          return (
            <Panel key={kind} title={word(phrases.playbooks.kinds, kind)} note={items.length}>
              <ul className="plain-list">
                {items.map((item) => (
                  <li key={item.name} className="spread">
                    <span>{kind === "groupClass" ? word(phrases.playbooks.groupClasses, item.name) : item.name}</span>
                    <StatusTag tone={item.exists ? "plain" : "primary"}>
                      {t(item.exists ? "playbooks.previewExists" : "playbooks.previewNew")}
                    </StatusTag>
                  </li>
                ))}
              </ul>
            </Panel>
          );
        })}
      </div>
    </div>
  );
}
