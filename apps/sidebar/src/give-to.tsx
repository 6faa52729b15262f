import { useState } from "preact/hooks";
import { words } from "./boot.ts";
import { Problem, Quiet } from "./parts.tsx";
import { useAsk } from "./use-ask.ts";

/** Who takes it over: by name, those who may serve customers now. */
export function GiveTo(props: { onPick: (one: { userId: string; name: string }) => void; onClose: () => void }) {
  const [query, setQuery] = useState("");
  const { data, trouble, reload } = useAsk("colleagues", { query });
  const w = words.tasks;
  return (
    <div class="picker" role="group" aria-label={w.giveTo}>
      <div class="line">
        <input
          type="search"
          aria-label={w.giveSearch}
          placeholder={w.giveSearch}
          value={query}
          onInput={(event) => setQuery(event.currentTarget.value)}
        />
        <button type="button" class="plain" onClick={props.onClose}>
          {words.cancel}
        </button>
      </div>
      {trouble && !data ? <Problem text={trouble.message} onRetry={reload} /> : null}
      {data?.items.length === 0 ? <Quiet>{w.giveNobody}</Quiet> : null}
      <ul>
        {data?.items.slice(0, 6).map((one) => (
          <li key={one.userId}>
            <button type="button" class="row" onClick={() => props.onPick(one)}>
              <b>{one.name}</b>
              <span>{one.position}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
