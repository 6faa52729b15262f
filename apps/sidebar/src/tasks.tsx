import type { SidebarTarget, SidebarTask } from "@shuke/contract";
import { useState } from "preact/hooks";
import { ask } from "./api.ts";
import { fill, sayIn, words } from "./boot.ts";
import { when } from "./format.ts";
import { GiveTo } from "./give-to.tsx";
import { later } from "./later.ts";
import { Press } from "./parts.tsx";
import { openChat } from "./sdk.ts";
import { sendHere } from "./send.ts";
import { complain, tell } from "./toast.ts";

const w = words.tasks;
const sameTarget = (a: SidebarTarget | null, b: SidebarTarget | null) =>
  a !== null && b !== null && JSON.stringify(a) === JSON.stringify(b);

/** One thing to do: what for, until when, what shows it, and the shortest way to it from here. */
export function TaskItem(props: { task: SidebarTask; here: SidebarTarget | null; onChange: () => unknown }) {
  const { task, here, onChange } = props;
  const [claimed, setClaimed] = useState(task.state === "claimed");
  const [giving, setGiving] = useState(false);
  const isHere = sameTarget(task.to, here);

  const claim = () => {
    setClaimed(true);
    const stop = later(`claim ${task.id}`, (last) => {
      void ask("claim", { taskId: task.id }, last).then(
        () => onChange(),
        (error: unknown) => {
          setClaimed(false);
          complain(error);
        },
      );
    });
    tell(w.doneSaid, () => {
      stop();
      setClaimed(false);
    });
  };
  const give = (to: { userId: string; name: string }) => {
    setGiving(false);
    const stop = later(`give ${task.id}`, (last) => void ask("give", { taskId: task.id, to: to.userId }, last).then(onChange, complain));
    tell(fill(w.given, { name: to.name }), stop);
  };
  const send = async () => {
    if (task.to && (await sendHere(task.to, task.toName, { taskId: task.id }))) {
      setClaimed(true);
      await onChange();
    }
  };
  const open = () => (task.to ? openChat(task.to).catch(complain) : undefined);

  return (
    <article class="task" data-task={task.id} data-state={claimed ? "claimed" : task.state}>
      <h3>{task.title}</h3>
      <p class="facts">
        <span class={task.overdue && !claimed ? "bad" : ""}>{fill(task.overdue ? w.late : w.due, { time: when(task.dueAt) })}</span>
        {task.toName && !isHere ? <span>{task.toName}</span> : null}
      </p>
      {task.messages.map((message) =>
        message.kind === "text" ? (
          <blockquote key={message.text}>{message.text}</blockquote>
        ) : (
          <p class="linkcard" key={message.url}>
            {fill(words.contents.link, { title: message.title })}
          </p>
        ),
      )}
      {task.byHand.map(({ label, copy }) => (
        <div class="byhand" key={label}>
          <blockquote>{label}</blockquote>
          {copy !== null && <Copy text={copy} />}
        </div>
      ))}
      {claimed ? (
        <p class="said">{w.claimed}</p>
      ) : (
        <div class="acts">
          {isHere && task.messages.length > 0 ? (
            <Press kind="main" onPress={send} testId="send">
              {w.send}
            </Press>
          ) : null}
          {!isHere && task.to ? (
            <Press kind="main" onPress={open} testId="open">
              {"chatId" in task.to ? w.openSetup : w.open}
            </Press>
          ) : null}
          <Press onPress={claim} testId="claim">
            {w.done}
          </Press>
          <Press onPress={() => setGiving(!giving)} testId="give">
            {w.give}
          </Press>
        </div>
      )}
      {giving && <GiveTo onPick={give} onClose={() => setGiving(false)} />}
      <p class="hint">{sayIn(w.proofs, task.kind) || sayIn(w.proofs, task.provenBy)}</p>
    </article>
  );
}

function Copy({ text }: { text: string }) {
  const [done, setDone] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setDone(true);
    } catch (error) {
      complain(error);
    }
  };
  return <Press onPress={copy}>{done ? w.copied : w.copy}</Press>;
}
