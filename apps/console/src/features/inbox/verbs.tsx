import { App, Input } from "antd";
import type { Input as InputOf } from "../../api.ts";
import { useWords, word } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";

const refresh = ["inbox", "analytics"];

/** What can be done with messages, each with its question and its answer. */
export function useInboxVerbs() {
  const { t, phrases } = useWords();
  const { modal } = App.useApp();
  const replay = useAct("inbox.replay", {
    refresh,
    said: ({ state }, { id }) => {
      const no = String(id);
      if (state === "done") return t("inbox.replayed", { id: no });
      if (state === "received") return t("inbox.replayQueued", { id: no });
      return t("inbox.replayFailed", { id: no, state: word(phrases.inbox.states, state) });
    },
  });
  const replayAll = useAct("inbox.replayAll", { refresh, said: ({ replayed }) => t("inbox.replayedAll", { count: replayed }) });
  const dismiss = useAct("inbox.dismiss", { refresh, said: (_, { id }) => t("inbox.dismissed", { id: String(id) }) });
  const dismissAll = useAct("inbox.dismissAll", { refresh, said: ({ dismissed }) => t("inbox.dismissedAll", { count: dismissed }) });
  const restore = useAct("inbox.restore", { refresh, said: (_, { id }) => t("inbox.restored", { id: String(id) }) });

  /** Asks with a reason, which everybody sees later. */
  const askReason = (title: string, say: string, act: (reason: string) => Promise<unknown>) => {
    let reason = "";
    void modal.confirm({
      title,
      content: (
        <label className="field">
          <span className="soft">{say}</span>
          <Input.TextArea
            rows={2}
            maxLength={200}
            aria-label={t("inbox.reason")}
            placeholder={t("inbox.reasonPlaceholder")}
            onChange={(event) => (reason = event.target.value)}
          />
        </label>
      ),
      okText: t("inbox.dismiss"),
      okButtonProps: { danger: true },
      cancelText: t("common.cancel"),
      onOk: () => act(reason).catch(() => null),
    });
  };

  return {
    replay,
    restore,
    askDismiss: (id: number) =>
      askReason(t("inbox.dismissTitle", { id: String(id) }), t("inbox.dismissSay"), (reason) => dismiss.mutateAsync({ id, reason })),
    askDismissAll: (filter: InputOf<"inbox.dismissAll">, count: number) =>
      askReason(t("inbox.dismissAllTitle", { count }), t("inbox.dismissSay"), (reason) => dismissAll.mutateAsync({ ...filter, reason })),
    askReplayAll: (filter: InputOf<"inbox.replayAll">, count: number) =>
      void modal.confirm({
        title: t("inbox.replayAllTitle", { count }),
        content: t("inbox.replayAllSay"),
        okText: t("inbox.replay"),
        cancelText: t("common.cancel"),
        onOk: () => replayAll.mutateAsync(filter).catch(() => null),
      }),
  };
}
