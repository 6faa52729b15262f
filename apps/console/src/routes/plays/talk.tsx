import { getRouteApi, Link } from "@tanstack/react-router";
import type { Talk } from "@shuke/contract";
import { Facts, PageHeader } from "@shuke/kit-ui";
import { DigestPanel } from "../../features/talks/digest.tsx";
import { TalkFigures } from "../../features/talks/figures.tsx";
import { QuestionsPanel } from "../../features/talks/questions.tsx";
import { RunSheet } from "../../features/talks/run-sheet.tsx";
import { StagesPanel } from "../../features/talks/stages.tsx";
import { TalkStateTag } from "../../features/talks/state.tsx";
import { TalkWays } from "../../features/talks/ways.tsx";
import "../../features/talks/talks.css";
import { useWords } from "../../i18n.ts";
import { Count, PathLink, When } from "../../kit/bits.tsx";
import { Loaded } from "../../kit/loaded.tsx";
import { useCall } from "../../kit/use-call.ts";

const route = getRouteApi("/shell/talks/$id");
/** While it runs, questions come in by the second. */
const LIVE_MS = 5000;

/** One session: what is posted when, the desk while it runs, the digest, and what came of it. */
export function TalkDetail() {
  const { t } = useWords();
  const { id } = route.useParams();
  const query = useCall("talks.get", { id }, { refetchInterval: (one) => (one.state.data?.state === "live" ? LIVE_MS : false) });
  const back = <Link to="/talks">← {t("talks.back")}</Link>;
  return (
    <Loaded query={query} head={{ title: t("talks.title"), back }}>
      {(talk) => <Detail talk={talk} />}
    </Loaded>
  );
}

function Detail({ talk }: { talk: Talk }) {
  const { t, phrases } = useWords();
  const words = phrases.talks;
  const told = talk.state !== "draft";
  const whom = talk.plan.classes.map((one) => words.edit.classNames[one]).join(" · ");
  return (
    <>
      <PageHeader
        back={<Link to="/talks">← {words.back}</Link>}
        title={talk.title}
        tags={<TalkStateTag state={talk.state} />}
        sentence={`${words.kinds[talk.kind]}${talk.guest === "" ? "" : ` · ${talk.guest}`}`}
        actions={<TalkWays talk={talk} />}
      />
      <div className="stack">
        <Facts
          items={[
            { key: "when", label: words.columns.when, value: <When at={talk.startsAt} /> },
            { key: "host", label: words.columns.host, value: talk.host.name },
            { key: "groups", label: words.columns.groups, value: <Count value={talk.groups} />, hint: whom === "" ? undefined : whom },
            {
              key: "questions",
              label: words.columns.questions,
              value: <Count value={talk.questions} />,
              hint: talk.questions === 0 ? undefined : t("talks.questionsOf", { answered: talk.answered, questions: talk.questions }),
            },
            ...(told ? [{ key: "page", label: words.page, value: <PathLink to={talk.path}>{words.page} ↗</PathLink> }] : []),
          ]}
        />
        {talk.state === "digest" ? <DigestPanel key={talk.id} talk={talk} /> : null}
        <div className="side-by-side">
          {told ? <QuestionsPanel talk={talk} /> : null}
          <RunSheet talk={talk} />
        </div>
        {told ? <StagesPanel stages={talk.stages} /> : null}
        {talk.startedAt === null ? null : <TalkFigures id={talk.id} />}
      </div>
    </>
  );
}
