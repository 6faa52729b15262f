import { getRouteApi, Link } from "@tanstack/react-router";
import type { LiveCode } from "@shuke/contract";
import { Facts, PageHeader, Panel, PhonePreview } from "@shuke/kit-ui";
import { CodeDays } from "../../features/codes/days.tsx";
import { draftOf } from "../../features/codes/draft.ts";
import { broughtBy } from "../../features/codes/figures.ts";
import { PauseButton } from "../../features/codes/pause.tsx";
import { previewOf } from "../../features/codes/preview.ts";
import { QrCard } from "../../features/codes/qr-card.tsx";
import { CodeState } from "../../features/codes/state.tsx";
import { useStaffOptions } from "../../features/pickers/options.ts";
import { useWords } from "../../i18n.ts";
import { Count } from "../../kit/bits.tsx";
import { ratio, rateWords } from "../../kit/format.ts";
import { LinkButton } from "../../kit/links.tsx";
import { Loaded } from "../../kit/loaded.tsx";
import { useCall } from "../../kit/use-call.ts";
import { useCan } from "../../session.tsx";

const route = getRouteApi("/shell/codes/$id");

export function CodeDetail() {
  const { t } = useWords();
  const { id } = route.useParams();
  // WeCom makes the picture within seconds: look again while it is missing.
  const query = useCall("liveCodes.get", { id }, { refetchInterval: (held) => (held.state.data?.qrUrl === null ? 3_000 : false) });
  const back = <Link to="/codes">← {t("codes.back")}</Link>;
  return (
    <Loaded query={query} head={{ title: t("codes.title"), back }}>
      {(code) => <Detail code={code} />}
    </Loaded>
  );
}

function Detail({ code }: { code: LiveCode }) {
  const { t, phrases } = useWords();
  const can = useCan();
  const staff = useStaffOptions();
  const { kind, figures } = code;
  const { came, kept } = broughtBy(code);
  // A group code shows the group's own code: nobody in particular speaks.
  const sender = kind === "group" ? (code.storeName ?? code.name) : staff.nameOf(code.userIds[0] ?? "") || phrases.groups.kinds.staff;
  return (
    <>
      <PageHeader
        back={<Link to="/codes">← {t("codes.back")}</Link>}
        title={code.name}
        tags={<CodeState code={code} />}
        sentence={[phrases.codes.kinds[kind], code.channel, code.storeName].filter(Boolean).join(" · ")}
        actions={
          <>
            <PauseButton code={code} />
            <LinkButton to="/codes/$id/edit" params={{ id: code.id }} primary disabled={!can("entrances.write")}>
              {t("common.edit")}
            </LinkButton>
          </>
        }
      />
      <div className="side-by-side code-page">
        <div className="stack">
          <Facts
            items={[
              ...(figures.scans === null ? [] : [{ key: "scans", label: t("codes.scans"), value: <Count value={figures.scans} /> }]),
              { key: "came", label: t(`codes.came.${kind}`), value: <Count value={came} />, hint: t(`codes.cameHint.${kind}`) },
              {
                key: "kept",
                label: t(`codes.kept.${kind}`),
                value: <Count value={kept} />,
                hint: t("codes.keptHint", { rate: rateWords(ratio(kept, came)) }),
              },
              kind === "staff"
                ? {
                    key: "leads",
                    label: t("codes.form.staff"),
                    value: t("codes.leadsStaff", { count: code.userIds.length }),
                    hint: code.userIds.slice(0, 4).map(staff.nameOf).join("、"),
                  }
                : {
                    key: "leads",
                    label: t("codes.columns.leads"),
                    value: t("codes.leadsGroups", { count: code.chatIds.length }),
                    hint: code.seatsLeft === null ? t("codes.seatsOpen") : t("codes.seatsLeft", { count: code.seatsLeft }),
                  },
            ]}
          />
          <CodeDays code={code} />
          {kind === "staff" ? (
            <Panel title={t("codes.form.tags")}>
              <span className="wrap-tags">
                {code.tags.length === 0 ? <span className="soft">{t("common.none")}</span> : null}
                {code.tags.map((tag) => (
                  <span key={tag} className="chip">
                    {tag}
                  </span>
                ))}
              </span>
            </Panel>
          ) : null}
        </div>
        <div className="stack">
          <QrCard code={code} />
          <Panel title={t("codes.previewTitle")}>
            <PhonePreview
              label={t("codes.previewLabel")}
              title={sender}
              avatar={sender.slice(0, 1)}
              time="09:41"
              placeholder={t("codes.previewEmpty")}
              bubbles={previewOf(draftOf(code), sender, phrases.codes)}
            />
          </Panel>
        </div>
      </div>
    </>
  );
}
