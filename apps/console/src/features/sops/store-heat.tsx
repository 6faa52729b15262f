import type { BoardStep } from "@shuke/contract";
import { Mark, toneOfLight } from "@shuke/kit-ui";
import type { Output } from "../../api.ts";
import { useWords } from "../../i18n.ts";
import { rateWords } from "../../kit/format.ts";

type Stores = Output<"sops.board">["stores"];

/** Stores × steps. Colour and shape carry the verdict, the number stands in the cell, a cell opens its people. */
export function StoreHeat({ steps, stores, open }: { steps: BoardStep[]; stores: Stores; open: (storeId: string, step?: string) => void }) {
  const { t, phrases } = useWords();
  if (stores.length === 0) return <p className="pad soft">{t("sops.noStores")}</p>;
  return (
    <div className="heat-box" tabIndex={0} role="region" aria-label={t("sops.storesTitle")}>
      <table className="heat">
        <thead>
          <tr>
            <th scope="col">{t("common.store")}</th>
            {steps.map((step) => (
              <th key={step.key} scope="col">
                {step.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {stores.map((store) => (
            <tr key={store.storeId}>
              <th scope="row">
                <button type="button" className="link-button" onClick={() => open(store.storeId)}>
                  {store.name}
                </button>
              </th>
              {steps.map((step) => {
                const cell = store.steps.find((one) => one.key === step.key);
                const light = cell?.status ?? "unknown";
                const said = rateWords(cell?.rate ?? null);
                return (
                  <td key={step.key}>
                    <button
                      type="button"
                      className={`heat-cell tone-${toneOfLight[light]}`}
                      aria-label={t("sops.storeCell", { store: store.name, step: step.name, rate: said, light: phrases.lights[light] })}
                      onClick={() => open(store.storeId, step.key)}
                    >
                      <Mark tone={toneOfLight[light]} />
                      {said}
                    </button>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
