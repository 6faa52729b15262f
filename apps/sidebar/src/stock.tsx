import type { SidebarPerson } from "@shuke/contract";
import { useState } from "preact/hooks";
import { ask } from "./api.ts";
import { fill, words } from "./boot.ts";
import { when } from "./format.ts";
import { Card, Press, Quiet } from "./parts.tsx";
import { complain, tell } from "./toast.ts";

const w = words.stock;

/** What she waits for, noted at the counter in two taps. A shop that keeps no such list sees nothing of it. */
export function Stock(props: { person: SidebarPerson; onChange: () => unknown }) {
  const { externalUserId, stock } = props.person;
  const [productId, choose] = useState("");
  const [quantity, setQuantity] = useState(1);
  if (stock.wants.length + stock.products.length === 0) return null;
  const chosen = stock.products.find(({ id }) => id === productId) ?? stock.products[0];
  const act = async (what: () => Promise<unknown>, said: string, undo?: () => void): Promise<void> => {
    try {
      await what();
      tell(said, undo);
      await props.onChange();
    } catch (error) {
      complain(error);
    }
  };
  const want = (id: string, count: number) => act(() => ask("want", { externalUserId, productId: id, quantity: count }), w.noted);
  return (
    <Card title={w.title} id="stock">
      {stock.wants.length === 0 ? <Quiet>{w.none}</Quiet> : null}
      <ul class="wants">
        {stock.wants.map((one) => (
          <li key={one.id}>
            <span>
              {fill(w.line, one)}
              <small class={one.until ? "good" : ""}>
                {one.until ? fill(w.held, { time: when(one.until) }) : fill(w.since, { time: when(one.since) })}
              </small>
            </span>
            <span class="wants-acts">
              <Press testId="taken" onPress={() => act(() => ask("taken", { externalUserId, wantId: one.id }), w.tookIt)}>
                {w.taken}
              </Press>
              <Press testId="drop-want" onPress={() => act(() => ask("dropWant", { externalUserId, wantId: one.id }), w.dropped)}>
                {w.drop}
              </Press>
            </span>
          </li>
        ))}
      </ul>
      {chosen ? (
        <div class="want-form">
          <select aria-label={w.product} value={chosen.id} onChange={(event) => choose(event.currentTarget.value)}>
            {stock.products.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
          <select
            aria-label={fill(w.quantity, chosen)}
            value={Math.min(quantity, chosen.each)}
            onChange={(event) => setQuantity(Number(event.currentTarget.value))}
          >
            {Array.from({ length: chosen.each }, (_, n) => (
              <option key={n} value={n + 1}>
                {fill(w.count, { count: n + 1, unit: chosen.unit })}
              </option>
            ))}
          </select>
          <Press testId="want" onPress={() => want(chosen.id, Math.min(quantity, chosen.each))}>
            {w.note}
          </Press>
        </div>
      ) : null}
    </Card>
  );
}
