import { Button } from "antd";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { CardSkeleton, Facts, PageHeader, Panel, PhonePreview } from "@shuke/kit-ui";
import { call } from "../../api.ts";
import { CodeDays } from "../../features/codes/days.tsx";
import { PauseButton } from "../../features/codes/pause.tsx";
import { previewOf } from "../../features/codes/preview.ts";
import { QrCard } from "../../features/codes/qr-card.tsx";
import { CodeState } from "../../features/codes/state.tsx";
import { useStaffOptions } from "../../features/pickers/options.ts";
import { useWords } from "../../i18n.ts";
import { Count, Failed } from "../../kit/bits.tsx";
import { ratio, rateWords } from "../../kit/format.ts";
import { useCan } from "../../session.tsx";

const route = getRouteApi("/shell/codes/$id");

export function CodeDetail() {
  const { t, phrases } = useWords();
  const { id } = route.useParams();
  const can = useCan();
  const staff = useStaffOptions();
  const query = useQuery({
    queryKey: ["liveCodes.get", id],
    queryFn: ({ signal }) => call("liveCodes.get", { id }, signal),
    // WeCom makes the picture within seconds: look again while it is missing.
    refetchInterval: (held) => (held.state.data?.qrUrl === null ? 3_000 : false),
  });
  const code = query.data;
  const back = <Link to="/codes">← {t("codes.back")}</Link>;
  if (query.isError) {
    return (
      <>
        <PageHeader title={t("codes.title")} back={back} />
        <Failed error={query.error} retry={() => void query.refetch()} />
      </>
    );
  }
  if (!code) return <CardSkeleton label={t("common.loading")} rows={8} />;
  const sender = staff.nameOf(code.userIds[0] ?? "") || phrases.groups.kinds.staff;
  const { figures } = code;
  const hints = phrases.codes.figuresHint;

  return (
    <>
      <PageHeader
        back={back}
        title={code.name}
        tags={<CodeState code={code} />}
        sentence={[phrases.codes.kinds[code.kind], code.channel, code.storeName].filter(Boolean).join(" · ")}
        actions={
          <>
            <PauseButton code={code} />
            <Link to="/codes/$id/edit" params={{ id }} disabled={!can("entrances.write")}>
              <Button type="primary" disabled={!can("entrances.write")} tabIndex={-1}>
                {t("common.edit")}
              </Button>
            </Link>
          </>
        }
      />
      <div className="side-by-side code-page">
        <div className="stack">
          <Facts
            items={[
              {
                key: "scans",
                label: t("codes.figures.scans"),
                value: figures.scans === null ? t("common.unknown") : <Count value={figures.scans} />,
                hint: figures.scans === null ? hints.scans : undefined,
              },
              { key: "added", label: t("codes.figures.added"), value: <Count value={figures.added} />, hint: hints.added },
              {
                key: "kept",
                label: t("codes.figures.kept"),
                value: <Count value={figures.kept} />,
                hint: t("codes.figuresHint.kept", { rate: rateWords(ratio(figures.kept, figures.added)) }),
              },
              {
                key: "joined",
                label: t("codes.figures.joined"),
                value: <Count value={figures.joined} />,
                hint: t("codes.figuresHint.joined", { rate: rateWords(ratio(figures.joined, figures.added)) }),
              },
              code.kind === "staff"
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
          <CodeDays id={id} />
          {code.kind === "staff" ? (
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
              bubbles={previewOf(
                { kind: code.kind, welcomeText: code.welcomeText ?? "", link: "none", linkTitle: "", linkDesc: "" },
                sender,
                phrases.codes,
              )}
            />
          </Panel>
        </div>
      </div>
    </>
  );
}
