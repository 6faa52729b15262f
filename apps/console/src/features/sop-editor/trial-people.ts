import { useState } from "react";
import type { SopSubject } from "@shuke/contract";
import { useCall } from "../../kit/use-call.ts";
import { useWords } from "../../i18n.ts";

const MANY = 100;
const SOME = 20;

/** Whom a dry run may be tried on: found by name, or twenty after another. Ids are WeCom's. */
export function useTrialPeople(subject: SopSubject) {
  const { t } = useWords();
  const [text, search] = useState("");
  const query = text === "" ? {} : { query: text };
  const customers = useCall("customers.list", { ...query, limit: MANY }, { enabled: subject === "customer", staleTime: 60_000 });
  const groups = useCall("groups.list", { ...query, limit: MANY }, { enabled: subject === "group", staleTime: 60_000 });
  const staff = useCall("org.staff", { ...query, limit: MANY }, { enabled: subject === "staff", staleTime: 60_000 });
  const unnamed = t("common.unknownName");
  const options =
    subject === "customer"
      ? (customers.data?.items ?? []).map((row) => ({ value: row.externalUserId, label: row.name ?? unnamed }))
      : subject === "group"
        ? (groups.data?.items ?? []).map((row) => ({ value: row.chatId, label: row.name || unnamed }))
        : (staff.data?.items ?? []).map((row) => ({ value: row.userId, label: row.name }));
  const rounds = Math.max(1, Math.ceil(options.length / SOME));
  return {
    options,
    search,
    loading: (subject === "customer" ? customers : subject === "group" ? groups : staff).isPending,
    some: (round: number) =>
      text === "" ? options.slice((round % rounds) * SOME, (round % rounds) * SOME + SOME).map(({ value }) => value) : [],
  };
}
