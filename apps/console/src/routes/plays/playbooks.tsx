import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { CardSkeleton, EmptyState, PageHeader, StatusTag } from "@shuke/kit-ui";
import { call } from "../../api.ts";
import { useWords, word } from "../../i18n.ts";
import { Failed } from "../../kit/bits.tsx";
import "../../features/playbooks/playbooks.css";

export function PlaybookList() {
  const { t, phrases, language } = useWords();
  const query = useQuery({ queryKey: ["playbooks.list"], queryFn: ({ signal }) => call("playbooks.list", {}, signal) });
  const side = language === "en" ? "en" : "zh";
  return (
    <>
      <PageHeader title={t("playbooks.title")} sentence={t("playbooks.sentence")} />
      {query.isError ? <Failed error={query.error} retry={() => void query.refetch()} /> : null}
      {query.isPending ? <CardSkeleton label={t("common.loading")} rows={5} /> : null}
      {query.data?.items.length === 0 ? <EmptyState sentence={t("playbooks.empty")} /> : null}
      <div className="book-grid">
        {query.data?.items.map((book) => (
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
    </>
  );
}
