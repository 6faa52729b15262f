import { Link } from "@tanstack/react-router";
import { EmptyState, PageHeader, StatusTag } from "@shuke/kit-ui";
import { useBooks } from "../../features/pickers/options.ts";
import { useWords, word } from "../../i18n.ts";
import { Loaded } from "../../kit/loaded.tsx";
import "../../features/playbooks/playbooks.css";

export function PlaybookList() {
  const { t, phrases, language } = useWords();
  const query = useBooks();
  const side = language === "en" ? "en" : "zh";
  return (
    <>
      <PageHeader title={t("playbooks.title")} sentence={t("playbooks.sentence")} />
      <Loaded query={query} rows={5}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState sentence={t("playbooks.empty")} />
          ) : (
            <div className="book-grid">
              {items.map((book) => (
                <article key={book.key} className="card book">
                  <div className="row book-top">
                    <StatusTag tone={book.installed ? "good" : "plain"}>
                      {t(book.installed ? "playbooks.installed" : "playbooks.notInstalled")}
                    </StatusTag>
                    <span className="faint small">{t("playbooks.version", { version: book.version })}</span>
                  </div>
                  <h2>
                    <Link to="/playbooks/$key" params={{ key: book.key }}>
                      {book.name[side]}
                    </Link>
                  </h2>
                  <p className="soft">{book.summary[side]}</p>
                  <p className="wrap-tags">
                    {Object.entries(book.contains)
                      .filter(([, count]) => count > 0)
                      .map(([kind, count]) => (
                        <span key={kind} className="chip">
                          {word(phrases.playbooks.kinds, kind)} {count}
                        </span>
                      ))}
                  </p>
                  {book.source ? <p className="faint small">{t("playbooks.source", { source: book.source })}</p> : null}
                </article>
              ))}
            </div>
          )
        }
      </Loaded>
    </>
  );
}
