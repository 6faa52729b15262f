import { App } from "antd";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { Input, Name, Output } from "../api.ts";
import { call } from "../api.ts";
import { useWords } from "../i18n.ts";
import { problemWords } from "./problem.ts";

type Options<K extends Name> = {
  /** What was done, in words. */
  said?: (out: Output<K>, input: Input<K>) => string;
  /** Endpoints, or nouns, whose answers are old now. */
  refresh?: readonly string[];
  onDone?: (out: Output<K>) => void;
  /** The page shows the problem itself. */
  inline?: boolean;
  /** These the page shows itself. */
  told?: (error: unknown) => boolean;
};

/** One verb from a button: says what was done, or why not, and refreshes what it touched. */
export function useAct<K extends Name>(name: K, { said, refresh = [], onDone, inline = false, told }: Options<K> = {}) {
  const { message, notification } = App.useApp();
  const client = useQueryClient();
  const { language, phrases } = useWords();
  return useMutation({
    mutationFn: (input: Input<K>) => call(name, input),
    onSuccess: async (out, input) => {
      if (said) void message.success(said(out, input));
      onDone?.(out);
      await client.invalidateQueries({
        predicate: ({ queryKey: [first] }) =>
          typeof first === "string" && refresh.some((part) => first === part || first.startsWith(`${part}.`)),
      });
    },
    onError: (error) => {
      if (inline || told?.(error) === true) return;
      const problem = problemWords(error, language, phrases);
      notification.error({ title: problem.what, ...(problem.id ? { description: problem.id } : {}), placement: "topRight", duration: 8 });
    },
  });
}
