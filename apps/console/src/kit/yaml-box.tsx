import { useRef } from "react";
import type { KeyboardEvent } from "react";
import "./yaml-box.css";

type Problem = { line: number | null; path: string; message: string };
type Props = {
  value: string;
  label: string;
  problems: readonly Problem[];
  /** How a place is called; null is the whole. */
  place: (line: number | null) => string;
  change: (value: string) => void;
};

/** Plain text with line numbers; what is wrong in words, each a way to its line. */
export function YamlBox({ value, label, problems, place, change }: Props) {
  const box = useRef<HTMLTextAreaElement>(null);
  const gutter = useRef<HTMLPreElement>(null);
  const bad = new Set(problems.map(({ line }) => line));
  const goTo = (line: number) => {
    const area = box.current;
    if (!area) return;
    const start = lineStart(value, line);
    const end = value.indexOf("\n", start);
    area.focus();
    area.setSelectionRange(start, end === -1 ? value.length : end);
    area.scrollTop = Math.max(0, (line - 6) * 20);
  };
  // Escape first, then Tab leaves the field: the keyboard is not trapped.
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    event.currentTarget.blur();
  };
  return (
    <>
      {problems.length > 0 ? (
        <ul className="card problems">
          {problems.map(({ line, path, message }) => (
            <li key={`${line} ${path} ${message}`}>
              {line === null ? (
                place(line)
              ) : (
                <button type="button" className="link-button" onClick={() => goTo(line)}>
                  {place(line)}
                </button>
              )}
              <span>{message}</span>
              <span className="mono faint">{path}</span>
            </li>
          ))}
        </ul>
      ) : null}
      <div className="yaml">
        <pre ref={gutter} aria-hidden>
          {value.split("\n").map((_, at) => (
            <span key={at} className={bad.has(at + 1) ? "bad-line" : ""}>{`${at + 1}\n`}</span>
          ))}
        </pre>
        <textarea
          ref={box}
          aria-label={label}
          spellCheck={false}
          wrap="off"
          value={value}
          onKeyDown={onKeyDown}
          onChange={(event) => change(event.target.value)}
          onScroll={(event) => {
            if (gutter.current) gutter.current.scrollTop = event.currentTarget.scrollTop;
          }}
        />
      </div>
    </>
  );
}

/** The offset at which a line (from 1) begins. */
const lineStart = (text: string, line: number): number =>
  text
    .split("\n")
    .slice(0, Math.max(0, line - 1))
    .reduce((at, row) => at + row.length + 1, 0);
