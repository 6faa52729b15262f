import { useState } from "react";
import { Button, Radio, Select } from "antd";
import { LeftOutlined, RightOutlined } from "@ant-design/icons";
import { getRouteApi } from "@tanstack/react-router";
import type { CalendarWeek, GroupClass, SlotPlan } from "@shuke/contract";
import { groupClasses } from "@shuke/contract/talk-words";
import { EmptyState, PageHeader } from "@shuke/kit-ui";
import "../../features/calendar/calendar.css";
import { draftsWith, planOf } from "../../features/calendar/moves.ts";
import { MonthGrid } from "../../features/calendar/month-grid.tsx";
import { GroupMix, MarkField, Mix, Problems } from "../../features/calendar/panels.tsx";
import { Proposal } from "../../features/calendar/proposal.tsx";
import { SlotDrawer } from "../../features/calendar/slot-drawer.tsx";
import { WeekActs } from "../../features/calendar/week-acts.tsx";
import { WeekGrid } from "../../features/calendar/week-grid.tsx";
import { useWords } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { PathLink } from "../../kit/bits.tsx";
import { LinkButton } from "../../kit/links.tsx";
import { Loaded } from "../../kit/loaded.tsx";
import { clean } from "../../kit/search.ts";
import { dayWords, localDay, shiftDay } from "../../kit/time.ts";
import { useCall } from "../../kit/use-call.ts";
import { useCan, useNow, useSession } from "../../session.tsx";

const route = getRouteApi("/shell/calendar");

/** A week of a group class, or the month around it. */
export function CalendarPage() {
  const { t } = useWords();
  const search = route.useSearch();
  const groupClass = search.groupClass ?? "store";
  const week = useCall("calendar.week", { groupClass, ...(search.week === undefined ? {} : { week: search.week }) });
  return (
    <Loaded query={week} rows={12} head={{ title: t("calendar.title"), sentence: t("calendar.sentence") }}>
      {(data) => <Page key={`${data.groupClass} ${data.week}`} week={data} isMonth={search.view === "month"} />}
    </Loaded>
  );
}

function Page({ week, isMonth }: { week: CalendarWeek; isMonth: boolean }) {
  const { t, phrases } = useWords();
  const canWrite = useCan()("plays.write");
  const navigate = route.useNavigate();
  const [proposes, setProposes] = useState(false);
  const words = phrases.calendar;
  const go = (patch: { week?: string; view?: "month" | undefined; groupClass?: GroupClass }) =>
    void navigate({ search: (old) => clean({ ...old, slot: undefined, ...patch }) });
  return (
    <>
      <PageHeader
        title={words.title}
        count={t("calendar.reach", { groups: week.groups, owners: week.owners })}
        sentence={words.sentence}
        actions={canWrite && !isMonth ? <WeekActs week={week} propose={() => setProposes(true)} /> : null}
      />
      <div className="stack">
        <div className="calendar-bar">
          <Select
            aria-label={words.groupClass}
            value={week.groupClass}
            style={{ width: 170 }}
            options={groupClasses.map((value) => ({ value, label: words.classNames[value] }))}
            onChange={(groupClass) => go({ groupClass })}
          />
          <Radio.Group
            optionType="button"
            aria-label={words.title}
            value={isMonth ? "month" : "week"}
            options={(["week", "month"] as const).map((value) => ({ value, label: words.views[value] }))}
            onChange={(event) => go({ view: event.target.value === "month" ? "month" : undefined })}
          />
          <Steps week={week} isMonth={isMonth} go={(day) => go({ week: day })} />
          <span className="calendar-page">
            <PathLink to={week.path}>{words.page} ↗</PathLink>
          </span>
        </div>
        {isMonth ? <Month week={week} /> : <Week week={week} canWrite={canWrite} propose={() => setProposes(true)} />}
      </div>
      {proposes ? <Proposal week={week} onClose={() => setProposes(false)} /> : null}
    </>
  );
}

function Steps({ week, isMonth, go }: { week: CalendarWeek; isMonth: boolean; go: (day: string) => void }) {
  const { t, phrases, language } = useWords();
  const { timeZone } = useSession().corp;
  const today = localDay(useNow(), timeZone);
  const words = phrases.calendar;
  // Of a month the week counts by its middle, as months are counted.
  const month = shiftDay(week.week, 3).slice(0, 7);
  const to = (step: -1 | 1) => go(isMonth ? shiftDay(`${month}-15`, step * 30) : shiftDay(week.week, step * 7));
  const range = t("calendar.range", { from: dayWords(week.week, language), to: dayWords(shiftDay(week.week, 6), language) });
  return (
    <span className="calendar-steps">
      <Button icon={<LeftOutlined />} aria-label={isMonth ? words.previousMonth : words.previous} onClick={() => to(-1)} />
      <b>{isMonth ? month : range}</b>
      <Button icon={<RightOutlined />} aria-label={isMonth ? words.nextMonth : words.next} onClick={() => to(1)} />
      {week.days.includes(today) ? null : <Button onClick={() => go(today)}>{words.thisWeek}</Button>}
    </span>
  );
}

function Month({ week }: { week: CalendarWeek }) {
  const month = shiftDay(week.week, 3).slice(0, 7);
  const query = useCall("calendar.month", { groupClass: week.groupClass, month });
  return (
    <Loaded query={query} rows={12}>
      {(data) => <MonthGrid month={month} data={data} groupClass={week.groupClass} />}
    </Loaded>
  );
}

function Week({ week, canWrite, propose }: { week: CalendarWeek; canWrite: boolean; propose: () => void }) {
  const { t, phrases } = useWords();
  const { slot: opened } = route.useSearch();
  const navigate = route.useNavigate();
  const [newDay, setNewDay] = useState<string | null>(null);
  const columns = useCall("columns.list", { limit: 200 }, { staleTime: 60_000 });
  const words = phrases.calendar;
  const save = useAct("calendar.save", { refresh: ["calendar"] });
  const open = (slot: string | undefined) => void navigate({ replace: true, search: (old) => clean({ ...old, slot }) });
  const which = { groupClass: week.groupClass, week: week.week, revision: week.revision };
  const keep = (slots: SlotPlan[], done?: () => void) => save.mutate({ ...which, slots }, { onSuccess: () => done?.() });
  const close = () => {
    setNewDay(null);
    open(undefined);
  };
  const slot = week.slots.find(({ id }) => id === opened) ?? null;
  const known = columns.data?.items ?? [];
  const none = columns.data !== undefined && known.length === 0;
  if (week.slots.length === 0 && newDay === null && none)
    return (
      <EmptyState
        sentence={words.emptyNoColumns}
        button={
          <LinkButton primary to="/columns">
            {words.toColumns}
          </LinkButton>
        }
        link={<PathLink to="/playbooks/weekly-columns">{words.toPlaybook}</PathLink>}
      />
    );
  return (
    <>
      {week.slots.length === 0 ? (
        <EmptyState
          art="none"
          sentence={words.empty}
          {...(canWrite
            ? {
                button: (
                  <Button type="primary" onClick={propose}>
                    {words.fill}
                  </Button>
                ),
              }
            : {})}
        />
      ) : (
        <Problems week={week} open={open} />
      )}
      <WeekGrid
        week={week}
        canWrite={canWrite}
        open={open}
        add={setNewDay}
        move={(one, to) =>
          keep(draftsWith(week, { put: { ...planOf(one), ...to } }), () => {
            document.getElementById(`slot-${one.id}`)?.focus();
          })
        }
      />
      {canWrite && week.slots.some(({ state }) => state === "draft") ? <p className="soft small">{words.move}</p> : null}
      <div className="side-by-side">
        <Mix week={week} />
        <MarkField key={`${week.mark} ${String(week.auto)}`} week={week} canWrite={canWrite} />
      </div>
      {week.slots.some(({ state }) => state === "given") ? <GroupMix groupClass={week.groupClass} week={week.week} /> : null}
      <span className="unseen" role="status">
        {save.isSuccess ? t("calendar.movedWeb") : ""}
      </span>
      {slot !== null || newDay !== null ? (
        <SlotDrawer
          key={slot?.id ?? newDay ?? week.week}
          week={week}
          columns={known}
          slot={slot}
          day={newDay ?? slot?.day ?? week.week}
          canWrite={canWrite}
          save={keep}
          busy={save.isPending}
          onClose={close}
        />
      ) : null}
    </>
  );
}
