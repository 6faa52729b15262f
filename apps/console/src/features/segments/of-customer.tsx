import { useState } from "react";
import { Button } from "antd";
import { Panel } from "@shuke/kit-ui";
import { useWords } from "../../i18n.ts";
import { PathLink, When } from "../../kit/bits.tsx";
import { Loaded } from "../../kit/loaded.tsx";
import { useCall } from "../../kit/use-call.ts";
import { useReaches } from "../../session.tsx";
import { WhyDrawer } from "./explanation.tsx";
import "./segments.css";

/** On a person's page: the segments she is in, since when and because of what. */
export function SegmentsOfCustomer({ customerId }: { customerId: string }) {
  const { t } = useWords();
  const reaches = useReaches();
  const query = useCall("segments.ofCustomer", { customerId });
  const [asked, ask] = useState<{ id: string; name: string } | null>(null);
  return (
    <Panel title={t("segments.ofCustomer.title")}>
      <Loaded query={query} rows={2}>
        {({ items, unknown }) => (
          <>
            {items.length === 0 ? <span className="soft">{t("segments.ofCustomer.none")}</span> : null}
            <ul className="segment-rules">
              {items.map((one) => (
                <li key={one.id}>
                  <strong>
                    <PathLink to={`/segments/${one.id}`}>{one.name}</PathLink>
                  </strong>{" "}
                  <span className="faint small">
                    <When at={one.since} />
                  </span>{" "}
                  {reaches("segments.explain") ? (
                    <Button size="small" type="link" onClick={() => ask(one)}>
                      {t("segments.editor.why")}
                    </Button>
                  ) : null}
                  <div className="soft small">{t("segments.ofCustomer.why", { words: one.words })}</div>
                </li>
              ))}
            </ul>
            {unknown > 0 ? <p className="faint small">{t("segments.ofCustomer.unknown", { count: unknown })}</p> : null}
          </>
        )}
      </Loaded>
      <WhyDrawer asked={asked && { name: asked.name, input: { segmentId: asked.id, customerId } }} onClose={() => ask(null)} />
    </Panel>
  );
}
