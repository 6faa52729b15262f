import { Facts, Panel } from "@shuke/kit-ui";
import { useWords } from "../../i18n.ts";
import { Count } from "../../kit/bits.tsx";
import { lengthWords } from "../../kit/time.ts";
import { Loaded } from "../../kit/loaded.tsx";
import { useCall } from "../../kit/use-call.ts";

/** Whom it reached and what came of it, in words that claim no more than is known. */
export function TalkFigures({ id }: { id: string }) {
  const { t, phrases } = useWords();
  const query = useCall("talks.figures", { id });
  const words = phrases.talks.figures;
  return (
    <Panel title={phrases.talks.figuresTitle}>
      <Loaded query={query} rows={2}>
        {({ groups, opened, asked, askers, votes, answered, meanMinutes, talked, orders }) => (
          <Facts
            items={[
              {
                key: "groups",
                label: words.groups,
                value: <Count value={groups.delivered} />,
                hint: t("talks.figures.groupsHint", { planned: groups.planned }),
              },
              { key: "opened", label: words.opened, value: <Count value={opened} /> },
              {
                key: "asked",
                label: words.asked,
                value: <Count value={asked} />,
                hint: asked === 0 ? undefined : t("talks.figures.askedHint", { askers, votes }),
              },
              { key: "answered", label: words.answered, value: <Count value={answered} /> },
              {
                key: "mean",
                label: words.mean,
                value: meanMinutes === null ? phrases.common.none : lengthWords(meanMinutes * 60_000, phrases.time),
              },
              {
                key: "talked",
                label: words.talked,
                value: talked === null ? phrases.common.unknown : <Count value={talked} />,
                hint: talked === null ? words.talkedHint : undefined,
              },
              {
                key: "orders",
                label: words.orders,
                value: orders === null ? phrases.common.unknown : <Count value={orders.after} />,
                hint: orders === null ? words.ordersWait : t("talks.figures.ordersHint", { before: orders.before }),
              },
            ]}
          />
        )}
      </Loaded>
    </Panel>
  );
}
