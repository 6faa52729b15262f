import type { SidebarContent, SidebarTarget } from "@shuke/contract";
import { fill, words } from "./boot.ts";
import { when } from "./format.ts";
import { Card, Press, Quiet, Some } from "./parts.tsx";
import { sendHere } from "./send.ts";

/** Wordings of the SOPs that she is in: what fits first. */
export function Contents(props: { contents: readonly SidebarContent[]; here: SidebarTarget; name: string; onChange: () => unknown }) {
  const { contents, here, name, onChange } = props;
  const w = words.contents;
  const send = async (contentKey: string) => {
    if (await sendHere(here, name, { contentKey })) await onChange();
  };
  return (
    <Card title={w.title} id="contents">
      {contents.length === 0 ? <Quiet>{w.none}</Quiet> : null}
      <Some as="ul" class="contents" items={contents} first={2}>
        {(content) => (
          <li key={content.key} data-content={content.key}>
            <p class="facts">
              <b>{content.step}</b>
              <span>{content.sop}</span>
              {content.fits ? null : <span>{w.over}</span>}
            </p>
            {content.fits ? <p class="hint">{fill(w.fits, { time: when(content.dueAt) })}</p> : null}
            {content.messages.map((message) =>
              message.kind === "text" ? (
                <blockquote key={message.text}>{message.text}</blockquote>
              ) : (
                <p class="linkcard" key={message.url}>
                  {fill(w.link, { title: message.title })}
                </p>
              ),
            )}
            <Press onPress={() => send(content.key)} testId="content">
              {w.send}
            </Press>
          </li>
        )}
      </Some>
    </Card>
  );
}
