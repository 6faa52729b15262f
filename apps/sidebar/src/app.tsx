import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { words } from "./boot.ts";
import { DayView } from "./day.tsx";
import { GroupView } from "./group.tsx";
import { Problem, Toasts } from "./parts.tsx";
import { PersonView } from "./person.tsx";
import { findPlace, type Place } from "./sdk.ts";
import { Skeleton } from "./skeleton.tsx";
import { type Asked, useAsk } from "./use-ask.ts";

export function App() {
  const [place, setPlace] = useState<Place | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const [tab, setTab] = useState<"here" | "day">("here");
  const find = () => {
    setFailed(null);
    findPlace().then(setPlace, (error: unknown) => setFailed(error instanceof Error ? error.message : String(error)));
  };
  useEffect(find, []);
  const here = place && place.kind !== "none" ? place : null;
  return (
    <>
      {here ? (
        <nav class="tabs" aria-label={words.title}>
          <Tab on={tab === "here"} onPress={() => setTab("here")}>
            {here.kind === "group" ? words.tabs.group : words.tabs.person}
          </Tab>
          <Tab on={tab === "day"} onPress={() => setTab("day")}>
            {words.tabs.day}
          </Tab>
        </nav>
      ) : null}
      <Network />
      <main>
        {failed !== null ? <Problem text={failed} onRetry={find} /> : null}
        {place === null && failed === null ? <Skeleton /> : null}
        {here && tab === "here" ? here.kind === "person" ? <Person {...here} /> : <Group {...here} /> : null}
        {here && tab === "day" ? <DayView notice={null} /> : null}
        {place?.kind === "none" ? <DayView notice={place.problem} /> : null}
      </main>
      <Toasts />
    </>
  );
}

function Tab(props: { on: boolean; onPress: () => void; children: ComponentChildren }) {
  return (
    <button type="button" aria-current={props.on ? "page" : undefined} onClick={props.onPress}>
      {props.children}
    </button>
  );
}

function Network() {
  const [on, setOn] = useState(navigator.onLine);
  useEffect(() => {
    const see = () => setOn(navigator.onLine);
    addEventListener("online", see);
    addEventListener("offline", see);
    return () => {
      removeEventListener("online", see);
      removeEventListener("offline", see);
    };
  }, []);
  return on ? null : (
    <p class="banner" role="status" data-reason="offline">
      {words.trouble.offline}
    </p>
  );
}

const Person = ({ externalUserId }: { externalUserId: string }) => {
  const asked = useAsk("person", { externalUserId });
  return (
    <Answer asked={asked} foreign={words.foreign}>
      {(data, onChange) => (data.known ? <PersonView person={data} onChange={onChange} /> : null)}
    </Answer>
  );
};

const Group = ({ chatId }: { chatId: string }) => {
  const asked = useAsk("group", { chatId });
  return (
    <Answer asked={asked} foreign={words.foreignGroup}>
      {(data, onChange) => (data.known ? <GroupView group={data} onChange={onChange} /> : null)}
    </Answer>
  );
};

/** What follows from a press is decided by the server a moment later: so it is looked at again. */
const SOON_MS = 1_500;

function Answer<T extends { known: boolean }>(props: {
  asked: Asked<T>;
  foreign: { title: string; line: string };
  children: (data: T, onChange: () => Promise<void>) => ComponentChildren;
}) {
  const { data, trouble, reload } = props.asked;
  const changed = async () => {
    await reload();
    setTimeout(() => void reload(), SOON_MS);
  };
  if (!data) return trouble ? <Problem text={trouble.message} onRetry={reload} /> : <Skeleton />;
  if (!data.known)
    return (
      <section class="card empty" data-reason="foreign">
        <h1>{props.foreign.title}</h1>
        <p>{props.foreign.line}</p>
        <button type="button" class="plain" onClick={() => void reload()}>
          {words.retry}
        </button>
      </section>
    );
  return (
    <>
      {trouble ? (
        <p class="banner" role="status" data-reason={trouble.kind}>
          {trouble.message}
        </p>
      ) : null}
      {props.children(data, changed)}
    </>
  );
}
