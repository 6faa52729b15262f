import { Link } from "@tanstack/react-router";
import type { Permission } from "@shuke/contract";
import { Bullet, EmptyState, Figure, LightTag, PageHeader, Panel } from "@shuke/kit-ui";
import type { Output } from "../api.ts";
import { addressOf } from "../features/today/address.ts";
import { useWords, word } from "../i18n.ts";
import { PathLink } from "../kit/bits.tsx";
import { countWords, rateWords, signed } from "../kit/format.ts";
import { LinkButton } from "../kit/links.tsx";
import { Loaded } from "../kit/loaded.tsx";
import { partOfDay } from "../kit/time.ts";
import { useCall } from "../kit/use-call.ts";
import { useCan, useIsNarrow, useNow, useSession } from "../session.tsx";
import "../styles/today.css";

type TodayData = Output<"analytics.today">;

export function Today() {
  const { t } = useWords();
  const { user, corp, narrow } = useSession();
  const now = useNow();
  const query = useCall("analytics.today", {}, { refetchInterval: 30_000 });
  return (
    <>
      <PageHeader
        title={t(`today.hello.${partOfDay(now, corp.timeZone)}`, { name: user.name })}
        sentence={t(narrow === true ? "today.ownSentence" : "today.sentence")}
      />
      <Loaded query={query}>{(data) => <Board data={data} />}</Loaded>
    </>
  );
}

function Board({ data }: { data: TodayData }) {
  const { t } = useWords();
  // A narrow role gets no figures: nothing of hers is kept as one.
  const isOwn = useIsNarrow();
  if (!isOwn && data.figures.every((figure) => figure.value === 0) && data.needs.length === 0 && data.offTarget.length === 0) {
    return (
      <EmptyState
        sentence={t("today.empty")}
        button={
          <LinkButton to="/playbooks" primary>
            {t("today.emptyButton")}
          </LinkButton>
        }
        link={<Link to="/codes/new">{t("codes.new")}</Link>}
      />
    );
  }
  return (
    <div className="stack">
      {isOwn ? null : <Figures figures={data.figures} match={data.matchRate} />}
      <div className="today-grid">
        <Needs needs={data.needs} />
        <OffTarget rows={data.offTarget} />
        {isOwn ? null : <Overnight rows={data.overnight} />}
        <NearFull rows={data.groupsNearFull} />
      </div>
    </div>
  );
}

/** Counted from midnight: half a day is not compared with a whole one, yesterday's count stands beside it. */
const sinceMidnight = new Set(["added", "lost", "joined", "left"]);

function Figures({ figures, match }: { figures: TodayData["figures"]; match: TodayData["matchRate"] }) {
  const { t, language, phrases } = useWords();
  const changeWords = ({ key, value, change }: TodayData["figures"][number]) => {
    if (change === null) return null;
    if (sinceMidnight.has(key)) return t("today.before", { count: value - change });
    return change === 0 ? t("today.same") : t("today.change", { change: signed(change, language) });
  };
  return (
    <section className="figures card">
      {figures.map((figure) => (
        <Figure
          key={figure.key}
          label={word(phrases.today.figures, figure.key)}
          value={countWords(figure.value, language)}
          trend={figure.trend}
          change={changeWords(figure)}
        />
      ))}
      <Link to="/orders" className="plain-link">
        <Figure
          label={t("today.matchRate")}
          value={match.rate === null ? t("common.unknown") : rateWords(match.rate)}
          change={
            match.rate === null
              ? t("today.matchUnknown", { days: match.days })
              : t("today.matchOf", { matched: countWords(match.matched, language), orders: countWords(match.orders, language) })
          }
        />
      </Link>
    </section>
  );
}

/** What only some can do something about. */
const mayDo: Readonly<Record<string, Permission>> = { sendsToApprove: "plays.write", contentsToJudge: "plays.write" };

function Needs({ needs: all }: { needs: TodayData["needs"] }) {
  const { t, language, phrases } = useWords();
  const can = useCan();
  const needs = all.filter(({ key }) => mayDo[key] === undefined || can(mayDo[key]));
  return (
    <Panel title={t("today.needs")}>
      {needs.length === 0 ? <p className="soft">{t("today.needsEmpty")}</p> : null}
      <ul className="needs">
        {needs.map((need, index) => (
          <li key={need.key}>
            <PathLink to={addressOf(need.to)} className={index === 0 ? "need first" : "need"}>
              <span>{word(phrases.today.needKeys, need.key, { ...need.params, count: countWords(need.count, language) })}</span>
              <span aria-hidden>{t("today.go")} →</span>
            </PathLink>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function OffTarget({ rows }: { rows: TodayData["offTarget"] }) {
  const { t, phrases } = useWords();
  const isOwn = useIsNarrow();
  return (
    <Panel
      title={t(isOwn ? "today.ownOffTarget" : "today.offTarget")}
      note={t("today.offTargetHint")}
      extra={<Link to="/boards">{t("today.offTargetAll")}</Link>}
    >
      {rows.length === 0 ? <p className="soft">{t(isOwn ? "today.ownOffTargetEmpty" : "today.offTargetEmpty")}</p> : null}
      <ul className="off-target">
        {rows.map((row) => (
          <li key={`${row.sopId} ${row.step}`}>
            <span className="off-name">
              <Link to="/sops/$id" params={{ id: row.sopId }} search={{ step: row.step }}>
                {row.name}
              </Link>
              <span className="faint small">{row.sop}</span>
            </span>
            <LightTag light={row.status} words={phrases.lights} />
            <Bullet
              rate={row.rate}
              target={row.target}
              light={row.status}
              label={
                row.rate === null
                  ? t("sops.notYet")
                  : t("sops.rateSay", { rate: rateWords(row.rate), target: rateWords(row.target), light: phrases.lights[row.status] })
              }
            />
            <span className="num small">
              {rateWords(row.rate)} <span className="soft">{t("common.target", { target: rateWords(row.target) })}</span>
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Overnight({ rows }: { rows: TodayData["overnight"] }) {
  const { t, language, phrases } = useWords();
  return (
    <Panel title={t("today.overnight")}>
      {rows.length === 0 ? <p className="soft">{t("today.overnightEmpty")}</p> : null}
      <ul className="plain-list">
        {rows.map((row) => (
          <li key={row.key}>
            <PathLink to={addressOf(row.to)}>
              {word(phrases.today.overnightKeys, row.key, { count: countWords(row.count, language) })}
            </PathLink>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function NearFull({ rows }: { rows: TodayData["groupsNearFull"] }) {
  const { t } = useWords();
  return (
    <Panel title={t("today.nearFull")} note={t("today.nearFullHint")}>
      {rows.length === 0 ? <p className="soft">{t("today.nearFullEmpty")}</p> : null}
      <ul className="near-full">
        {rows.map((row) => {
          const said = t("today.nearFullSay", { members: row.members, limit: row.limit });
          return (
            <li key={row.id}>
              <Link to="/groups/$id" params={{ id: row.id }}>
                {row.name}
              </Link>
              <Bullet rate={row.limit > 0 ? row.members / row.limit : null} target={null} light="amber" label={said} />
              <span className="num small">{said}</span>
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}
