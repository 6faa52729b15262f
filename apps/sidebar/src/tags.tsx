import type { SidebarPerson } from "@shuke/contract";
import { useState } from "preact/hooks";
import { ask } from "./api.ts";
import { fill, words } from "./boot.ts";
import { Card, Problem, Quiet } from "./parts.tsx";
import { complain, tell } from "./toast.ts";
import { useAsk } from "./use-ask.ts";

type Tag = { id: string; name: string };

/** Tags as WeCom has them. What is put on or taken off can be put back as long as its line is shown. */
export function Tags(props: { person: SidebarPerson; onChange: () => unknown }) {
  const { person, onChange } = props;
  const [choosing, setChoosing] = useState(false);
  const { externalUserId, tags, by } = person;
  const change = async (tag: Tag, on: boolean, undoOf?: string): Promise<void> => {
    try {
      const wanted = { externalUserId, [on ? "add" : "remove"]: [tag.id] };
      const { jobId } = await ask("mark", { ...wanted, ...(undoOf === undefined ? {} : { undoOf }) });
      const said = fill(on ? words.tags.put : words.tags.taken, tag);
      tell(said, undoOf === undefined ? () => void change(tag, !on, jobId) : undefined);
      await onChange();
    } catch (error) {
      complain(error);
    }
  };
  const toggle =
    by === "friend" ? (
      <button type="button" class="plain small" aria-expanded={choosing} data-press="tag-add" onClick={() => setChoosing(!choosing)}>
        {choosing ? words.tags.done : words.tags.add}
      </button>
    ) : null;
  return (
    <Card title={words.tags.title} extra={toggle} id="tags">
      {tags.length === 0 ? <Quiet>{by === "friend" ? words.tags.none : words.tags.notFriend}</Quiet> : null}
      <ul class="chips">
        {tags.map((tag) => (
          <li key={tag.id} class={tag.waits === null ? "chip" : `chip waits ${tag.waits}`} data-tag={tag.name}>
            <span>{tag.name}</span>
            {tag.waits === null && by === "friend" ? (
              <button type="button" aria-label={fill(words.tags.remove, tag)} onClick={() => void change(tag, false)}>
                ×
              </button>
            ) : null}
            {tag.waits === null ? null : <small>{words.tags.asking}</small>}
          </li>
        ))}
      </ul>
      {person.refusedTags.map((one) => (
        <p class="bad small" key={one.tags + one.message}>
          {fill(words.tags.refused, one)}
        </p>
      ))}
      {choosing && <Choose has={new Set(tags.map(({ id }) => id))} onPick={(tag) => void change(tag, true)} />}
    </Card>
  );
}

function Choose(props: { has: ReadonlySet<string>; onPick: (tag: Tag) => void }) {
  const [query, setQuery] = useState("");
  const { data, trouble, reload } = useAsk("tags", {});
  const wanted = query.trim().toLowerCase();
  const groups = (data?.groups ?? [])
    .map((group) => ({
      ...group,
      tags: group.tags.filter(({ id, name }) => !props.has.has(id) && `${group.name} ${name}`.toLowerCase().includes(wanted)),
    }))
    .filter(({ tags }) => tags.length > 0);
  return (
    <div class="picker">
      <input
        type="search"
        aria-label={words.tags.search}
        placeholder={words.tags.search}
        value={query}
        onInput={(event) => setQuery(event.currentTarget.value)}
      />
      {trouble && !data ? <Problem text={trouble.message} onRetry={reload} /> : null}
      {data && groups.length === 0 ? <Quiet>{words.tags.nothing}</Quiet> : null}
      {groups.map((group) => (
        <div key={group.id} role="group" aria-label={group.name}>
          <h3>{group.name}</h3>
          <div class="chips">
            {group.tags.map((tag) => (
              <button type="button" class="chip add" key={tag.id} onClick={() => props.onPick(tag)}>
                {tag.name}
              </button>
            ))}
          </div>
        </div>
      ))}
    </div>
  );
}
