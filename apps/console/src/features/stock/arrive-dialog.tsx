import { useState } from "react";
import { Alert, InputNumber, Modal } from "antd";
import type { StockForecast, StockItem } from "@shuke/contract";
import { stockLimits } from "@shuke/contract/stock-words";
import { Facts } from "@shuke/kit-ui";
import { useWords } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { Failed, When } from "../../kit/bits.tsx";
import { countWords, rateWords } from "../../kit/format.ts";
import { useCall } from "../../kit/use-call.ts";
import { StoreField } from "./store-field.tsx";
import "./stock.css";

const SHOWN = 4;

/** Says that so many have come; what that would do is shown before anybody is told. */
export function ArriveDialog({ product, onClose }: { product: StockItem; onClose: () => void }) {
  const { t } = useWords();
  const [pieces, setPieces] = useState(Math.max(1, Math.min(product.wanted, 100)));
  const [storeId, setStore] = useState<string | null>(null);
  const input = { productId: product.id, pieces, storeId: product.storeId ?? storeId };
  const foreseen = useCall("stock.forecast", input, { placeholderData: (old) => old });
  const arrive = useAct("stock.arrive", { refresh: ["stock", "sends"], said: () => t("stock.arriveForm.done"), onDone: onClose });
  return (
    <Modal
      open
      width={560}
      title={t("stock.arriveForm.title", { name: product.name })}
      okText={t("stock.arriveForm.submit")}
      cancelText={t("common.cancel")}
      okButtonProps={{ disabled: foreseen.data === undefined || foreseen.data.waves.length === 0, loading: arrive.isPending }}
      onOk={() => arrive.mutate(input)}
      onCancel={onClose}
    >
      <div className="stack stock-form">
        <div className="fields">
          <label className="field">
            {t("stock.arriveForm.pieces", { unit: product.unit })}
            <InputNumber
              autoFocus
              min={1}
              max={stockLimits.pieces}
              precision={0}
              value={pieces}
              onChange={(value) => setPieces(value ?? 1)}
            />
          </label>
          {product.storeId === null ? (
            <StoreField id="arrive-store" label={t("stock.arriveForm.store")} value={storeId} change={setStore} />
          ) : null}
        </div>
        {foreseen.data ? (
          <Foreseen forecast={foreseen.data} product={product} />
        ) : foreseen.isError ? (
          <Failed error={foreseen.error} retry={() => void foreseen.refetch()} />
        ) : (
          <p className="soft">{t("stock.arriveForm.looking")}</p>
        )}
      </div>
    </Modal>
  );
}

function Foreseen({ forecast, product }: { forecast: StockForecast; product: StockItem }) {
  const { t, language, phrases } = useWords();
  const words = phrases.stock.arriveForm;
  const n = (value: number) => countWords(value, language);
  const { unit } = product;
  const [first] = forecast.waves;
  if (!first) return <Alert type="info" showIcon title={words.nobody} />;
  return (
    <>
      <p>
        {t("stock.arriveForm.waiting", { waiting: n(forecast.waiting), wanted: n(forecast.wanted), unit })}
        {forecast.unreachable > 0 ? (
          <span className="soft"> · {t("stock.arriveForm.unreachable", { count: n(forecast.unreachable) })}</span>
        ) : null}
      </p>
      <p className="soft">
        {t("stock.arriveForm.rate", { rate: rateWords(forecast.rate) })} ·{" "}
        {forecast.known > 0 ? t("stock.arriveForm.rateKnown", { known: n(forecast.known) }) : words.rateFirst}
      </p>
      {forecast.needsApproval ? <Alert type="warning" showIcon title={words.approval} /> : null}
      <Facts
        items={[
          {
            key: "first",
            label: words.firstWave,
            value: t("stock.arriveForm.firstWaveValue", { people: n(first.people) }),
            hint: t("stock.arriveForm.firstWaveHint", { pieces: n(first.pieces), taken: n(first.taken), unit }),
          },
          {
            key: "waves",
            label: words.waves,
            value: t("stock.arriveForm.wavesValue", { count: n(forecast.waves.length) }),
            hint: t("stock.arriveForm.wavesHint", { hours: product.holdHours }),
          },
          forecast.left > 0
            ? { key: "left", label: words.leftOver, value: t("stock.pieces", { count: n(forecast.left), unit }) }
            : { key: "without", label: words.without, value: t("stock.arriveForm.people", { count: n(forecast.without) }) },
        ]}
      />
      <ul className="stock-waves">
        {forecast.waves.slice(0, SHOWN).map((wave) => (
          <li key={wave.no}>
            <span>
              {t("stock.arriveForm.wave", { no: wave.no })} · <When at={wave.startsAt} />
            </span>
            <span className="soft">{t("stock.arriveForm.about", { people: n(wave.people), pieces: n(wave.pieces), unit })}</span>
          </li>
        ))}
        {forecast.waves.length > SHOWN ? (
          <li className="soft">{t("stock.arriveForm.more", { count: forecast.waves.length - SHOWN })}</li>
        ) : null}
      </ul>
    </>
  );
}
