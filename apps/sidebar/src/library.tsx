import type { SidebarLibraryItem, SidebarTarget } from "@shuke/contract";
import { useEffect, useState } from "preact/hooks";
import { ask } from "./api.ts";
import { fill, words } from "./boot.ts";
import { Card, Press, Problem, Quiet } from "./parts.tsx";
import { sendHere } from "./send.ts";
import { complain } from "./toast.ts";
import { useAsk } from "./use-ask.ts";

const FIRST = 5;
const MORE = 10;
const TYPING_MS = 250;

/** Contents of the library, to be searched and sent by one press; her own favourites stand first. */
export function Library(props: { here: SidebarTarget; name: string; onChange: () => unknown }) {
  const { here, name, onChange } = props;
  const w = words.library;
  const [typed, setTyped] = useState("");
  const [query, setQuery] = useState("");
  const [favourites, setFavourites] = useState(false);
  const [limit, setLimit] = useState(FIRST);
  const [answer, setAnswer] = useState(false);
  const group = "chatId" in here;
  const { data, trouble, reload } = useAsk("library", { query, favourites, group, limit });
  useEffect(() => {
    const timer = setTimeout(() => setQuery(typed.trim()), TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  const send = async (item: SidebarLibraryItem) => {
    if (await sendHere(here, name, { contentId: item.id, answer })) await onChange();
  };
  const star = async (item: SidebarLibraryItem) => {
    try {
      await ask("favourite", { contentId: item.id, on: !item.favourite });
      await reload();
    } catch (error) {
      complain(error);
    }
  };
  return (
    <Card title={w.title} id="library">
      <div class="library-search">
        <input
          type="search"
          value={typed}
          maxLength={60}
          placeholder={w.search}
          aria-label={w.search}
          onInput={(event) => {
            setLimit(FIRST);
            setTyped(event.currentTarget.value);
          }}
        />
        <button type="button" class="plain" aria-pressed={favourites} onClick={() => setFavourites(!favourites)}>
          {w.favourites}
        </button>
      </div>
      <label class="library-answer small">
        <input type="checkbox" checked={answer} onChange={(event) => setAnswer(event.currentTarget.checked)} /> {w.answer}
      </label>
      {trouble && !data ? <Problem text={trouble.message} onRetry={reload} /> : null}
      {data?.items.length === 0 ? <Quiet>{query !== "" || favourites ? w.nothing : w.none}</Quiet> : null}
      <ul class="contents">
        {data?.items.map((item) => (
          <li key={item.id} data-library={item.id}>
            <p class="facts library-name">
              <b>{item.name}</b>
              <button
                type="button"
                class="icon"
                aria-pressed={item.favourite}
                aria-label={fill(item.favourite ? w.unstar : w.star, { name: item.name })}
                onClick={() => void star(item)}
              >
                {item.favourite ? "★" : "☆"}
              </button>
            </p>
            {item.text === "" ? null : <blockquote>{readable(item.text)}</blockquote>}
            {item.parts.length === 0 ? null : (
              <p class="linkcard">
                {item.parts.map(({ kind, title }) => (title ? `${w.kinds[kind]} ${title}` : w.kinds[kind])).join(" · ")}
              </p>
            )}
            <Press onPress={() => send(item)} testId="library">
              {words.contents.send}
            </Press>
          </li>
        ))}
      </ul>
      {data?.nextCursor && limit < 50 ? (
        <button type="button" class="more" onClick={() => setLimit(Math.min(50, limit + MORE))}>
          {w.more}
        </button>
      ) : null}
    </Card>
  );
}

/** Gaps by what stands in their place. */
function readable(text: string): string {
  const gaps: Record<string, string> = words.library.gaps;
  return text.replaceAll(/\{\{(\w+)\}\}/gu, (gap, name: string) => (gaps[name] ? `〔${gaps[name]}〕` : gap));
}
