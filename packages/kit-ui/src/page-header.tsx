import type { ReactNode } from "react";

type Props = {
  title: ReactNode;
  count?: ReactNode;
  sentence?: ReactNode;
  back?: ReactNode;
  tags?: ReactNode;
  actions?: ReactNode;
};

/** Title with count, one sentence, the page's actions at the right. */
export function PageHeader({ title, count, sentence, back, tags, actions }: Props) {
  return (
    <header className="page-header">
      <div className="page-header-text">
        {back ? <div className="page-back">{back}</div> : null}
        <h1>
          {title}
          {count === undefined || count === null ? null : <span className="page-count">{count}</span>}
          {tags}
        </h1>
        {sentence ? <p>{sentence}</p> : null}
      </div>
      {actions ? <div className="page-actions">{actions}</div> : null}
    </header>
  );
}

/** A titled card; `note` sits beside the title, `extra` at the right. */
export function Panel({
  title,
  note,
  extra,
  children,
  flush,
  id,
}: {
  title?: ReactNode;
  note?: ReactNode;
  extra?: ReactNode;
  children: ReactNode;
  flush?: boolean;
  id?: string;
}) {
  return (
    <section className={flush ? "card card-flush" : "card"} id={id}>
      {title ? (
        <div className="card-head">
          <h2>
            {title}
            {note ? <small>{note}</small> : null}
          </h2>
          {extra}
        </div>
      ) : null}
      {children}
    </section>
  );
}

/** Facts that decide, in one row: label above value. */
export function Facts({ items }: { items: Array<{ key: string; label: ReactNode; value: ReactNode; hint?: ReactNode }> }) {
  return (
    <dl className="facts">
      {items.map((item) => (
        <div key={item.key}>
          <dt>{item.label}</dt>
          <dd>
            {item.value}
            {item.hint ? <small>{item.hint}</small> : null}
          </dd>
        </div>
      ))}
    </dl>
  );
}
