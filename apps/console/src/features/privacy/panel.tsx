import { useState } from "react";
import { Button, Checkbox, Modal, Radio } from "antd";
import { Link } from "@tanstack/react-router";
import { forgettingFates, forgettingWhys } from "@shuke/contract/privacy-words";
import { Panel } from "@shuke/kit-ui";
import { useWords } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { Loaded } from "../../kit/loaded.tsx";
import { useCall } from "../../kit/use-call.ts";
import { useCan } from "../../session.tsx";
import { download } from "../imports/csv-file.ts";

/** How a name begins that stands for somebody forgotten (server: modules/privacy/pseudonyms.ts). */
const GONE = "gone_";

/** Her data as a file, and forgetting her: for those who answer for all of it. */
export function PrivacyPanel({ customerId, externalUserId }: { customerId: string; externalUserId: string }) {
  const { t } = useWords();
  const can = useCan();
  const [asks, setAsks] = useState(false);
  const take = useAct("privacy.export", {
    said: () => t("privacy.exported"),
    onDone: (file) => download(`${file.customer.id}-${file.at.slice(0, 10)}.json`, JSON.stringify(file, null, 1), "application/json"),
  });
  if (!can("accounts.read")) return null;
  const isForgotten = externalUserId.startsWith(GONE);
  return (
    <Panel
      title={t("privacy.panel")}
      extra={
        <Link to="/system/privacy" className="small">
          {t("privacy.all")}
        </Link>
      }
    >
      <p className="soft small">{t(isForgotten ? "privacy.isForgotten" : "privacy.panelNote")}</p>
      <p className="row" hidden={isForgotten}>
        <Button disabled={!can("accounts.write")} loading={take.isPending} onClick={() => take.mutate({ customerId })}>
          {t("privacy.export")}
        </Button>
        <Button disabled={!can("accounts.write")} onClick={() => setAsks(true)}>
          {t("privacy.forget")}
        </Button>
      </p>
      {asks ? <ForgetDialog customerId={customerId} onClose={() => setAsks(false)} /> : null}
    </Panel>
  );
}

function ForgetDialog({ customerId, onClose }: { customerId: string; onClose: () => void }) {
  const { t, phrases } = useWords();
  const preview = useCall("privacy.preview", { customerId });
  const [why, setWhy] = useState<(typeof forgettingWhys)[number]>("asked");
  const [sure, setSure] = useState(false);
  const erase = useAct("privacy.erase", { refresh: ["privacy", "customers"], said: () => t("privacy.begun"), onDone: onClose });
  const name = preview.data?.customer.name ?? "";
  return (
    <Modal
      open
      title={t("privacy.dialogTitle", { name: name === "" ? t("common.unknownName") : name })}
      okText={t("privacy.go")}
      cancelText={t("common.cancel")}
      okButtonProps={{ danger: true, type: "primary", disabled: !sure || preview.data?.underWay !== false, loading: erase.isPending }}
      onOk={() => erase.mutate({ customerId, why })}
      onCancel={onClose}
      destroyOnHidden
    >
      <p>{t("privacy.dialogLead")}</p>
      <Loaded query={preview} rows={4}>
        {({ items, underWay }) =>
          underWay ? (
            <p role="status">{t("privacy.underWay")}</p>
          ) : (
            <>
              {forgettingFates.map((fate) => {
                const mine = items.filter((item) => item.fate === fate && item.count > 0);
                return mine.length === 0 ? null : (
                  <p key={fate}>
                    <b>{phrases.privacy.fates[fate]}</b>
                    <span className="soft"> {mine.map(({ what, count }) => `${phrases.privacy.held[what]} ${count}`).join(" · ")}</span>
                  </p>
                );
              })}
              <p className="soft small">{t("privacy.beyond")}</p>
              <Radio.Group
                aria-label={t("privacy.why")}
                value={why}
                onChange={(event) => setWhy(event.target.value)}
                options={forgettingWhys.map((value) => ({ value, label: phrases.privacy.whys[value] }))}
              />
              <p>
                <Checkbox checked={sure} onChange={(event) => setSure(event.target.checked)}>
                  {t("privacy.sure")}
                </Checkbox>
              </p>
            </>
          )
        }
      </Loaded>
    </Modal>
  );
}
