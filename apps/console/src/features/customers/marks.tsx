import type { CustomerMark } from "@shuke/contract";
import { useWords } from "../../i18n.ts";

/** Beside a name: what she is marked as. */
export function Marks({ marks }: { marks: readonly CustomerMark[] }) {
  const { phrases } = useWords();
  return marks.map((mark) => (
    <span key={mark} className="chip chip-mark">
      {phrases.customers.marks[mark]}
    </span>
  ));
}
