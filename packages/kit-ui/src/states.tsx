import type { ReactNode } from "react";
import { Button, Skeleton } from "antd";

/** One sentence of what this is for, one button, one link. */
export function EmptyState({
  sentence,
  button,
  link,
  art,
}: {
  sentence: ReactNode;
  button?: ReactNode;
  link?: ReactNode;
  art?: "ring" | "none";
}) {
  return (
    <div className="empty-state">
      {art === "none" ? null : (
        <svg width="72" height="48" viewBox="0 0 72 48" aria-hidden>
          <ellipse cx="36" cy="40" rx="30" ry="5" fill="var(--sunken)" />
          <path d="M50 34a17 17 0 1 1 .4-19" fill="none" stroke="var(--line)" strokeWidth="4" strokeLinecap="round" />
          <circle cx="36" cy="24" r="3" fill="var(--persimmon)" opacity="0.8" />
        </svg>
      )}
      <p>{sentence}</p>
      {button || link ? (
        <div className="empty-state-do">
          {button}
          {link}
        </div>
      ) : null}
    </div>
  );
}

/** What happened, what is safe, what to do, and an id to quote. */
export function ErrorState({
  what,
  safe,
  todo,
  id,
  retry,
  retryWord,
}: {
  what: string;
  safe: string;
  todo?: string;
  id?: string | undefined;
  retry?: () => void;
  retryWord: string;
}) {
  return (
    <div className="error-state" role="alert">
      <svg width="28" height="28" viewBox="0 0 28 28" aria-hidden>
        <path d="M14 3 26 25H2z" fill="none" stroke="var(--watch)" strokeWidth="2.4" strokeLinejoin="round" />
        <path d="M14 11v6" stroke="var(--watch)" strokeWidth="2.4" strokeLinecap="round" />
        <circle cx="14" cy="21" r="1.5" fill="var(--watch)" />
      </svg>
      <div>
        <p className="error-what">{what}</p>
        <p>{safe}</p>
        {todo ? <p>{todo}</p> : null}
        {id ? <p className="error-id">{id}</p> : null}
        {retry ? (
          <Button size="small" onClick={retry}>
            {retryWord}
          </Button>
        ) : null}
      </div>
    </div>
  );
}

/** A skeleton in the shape of a dense table. */
export function TableSkeleton({ columns = 6, rows = 8, label }: { columns?: number; rows?: number; label: string }) {
  return (
    <div className="table-skeleton" role="status" aria-label={label}>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className="table-skeleton-row">
          {Array.from({ length: columns }, (__, column) => (
            <span key={column} style={{ width: `${[70, 45, 60, 38, 52, 30, 48, 34][(row + column * 3) % 8] ?? 50}%` }} />
          ))}
        </div>
      ))}
    </div>
  );
}

/** A skeleton in the shape of cards. */
export function CardSkeleton({ rows = 3, label }: { rows?: number; label: string }) {
  return (
    <div className="card" role="status" aria-label={label}>
      <Skeleton active title={{ width: "30%" }} paragraph={{ rows }} />
    </div>
  );
}
