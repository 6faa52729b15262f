import { useState } from "react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Button, Input, Select } from "antd";
import type { TimelineKind } from "@shuke/contract";
import { Mark } from "@shuke/kit-ui";
import type { Output } from "../../api.ts";
import { call } from "../../api.ts";
import { useWords } from "../../i18n.ts";
import { Failed, When } from "../../kit/bits.tsx";
import { clean } from "../../kit/search.ts";
import { WhyLink } from "../why/why-link.tsx";
import { timelineTone, timelineWords } from "./params.ts";

type First = Output<"customers.get">["timeline"];

const kinds = ["friend", "group", "tags", "touches", "pages", "sops", "tickets", "orders", "identity"] as const;

/** The whole story, newest first; each line says why. The first page came with the person; what is looked for is asked for. */
export function Timeline({ id, first }: { id: string; first: First }) {
  const { t, phrases, language } = useWords();
  const [look, setLook] = useState<{ kind?: TimelineKind; from?: string; to?: string }>({});
  const isFiltered = Object.keys(look).length > 0;
  const query = useInfiniteQuery({
    queryKey: ["customers.timeline", id, isFiltered ? "" : first.nextCursor, look],
    queryFn: ({ pageParam, signal }) =>
      call("customers.timeline", { id, ...look, ...(pageParam === "" ? {} : { cursor: pageParam }), limit: 30 }, signal),
    initialPageParam: isFiltered ? "" : (first.nextCursor ?? ""),
    getNextPageParam: (last) => last.nextCursor,
    enabled: isFiltered,
  });
  const items = [...(isFiltered ? [] : first.items), ...(query.data?.pages.flatMap((page) => page.items) ?? [])];
  const more = query.data ? query.hasNextPage : !isFiltered && first.nextCursor !== null;
  const change = (patch: { kind?: TimelineKind | undefined; from?: string | undefined; to?: string | undefined }) =>
    setLook((old) => clean({ ...old, ...patch }));
  const filters = (
    <div className="timeline-filter" role="search">
      <Select
        size="small"
        aria-label={t("timeline.title")}
        style={{ minWidth: 120 }}
        value={look.kind ?? ""}
        options={[
          { value: "", label: t("customers.timelineAll") },
          ...kinds.map((value) => ({ value, label: phrases.customers.timelineKinds[value] })),
        ]}
        onChange={(value) => change({ kind: kinds.find((kind) => kind === value) })}
      />
      {(["from", "to"] as const).map((end) => (
        <Input
          key={end}
          size="small"
          type="date"
          style={{ width: 132 }}
          aria-label={t(end === "from" ? "customers.timelineFrom" : "customers.timelineTo")}
          value={look[end] ?? ""}
          onChange={(event) => change({ [end]: event.target.value || undefined })}
        />
      ))}
    </div>
  );
  if (items.length === 0 && !query.isFetching) {
    return (
      <>
        {isFiltered ? filters : null}
        {query.isError ? <Failed error={query.error} retry={() => void query.refetch()} /> : null}
        <p className="soft">{t(isFiltered ? "customers.timelineNothing" : "timeline.empty")}</p>
      </>
    );
  }
  return (
    <>
      {filters}
      <ol className="timeline">
        {items.map((item) => (
          <li key={item.seq}>
            <Mark tone={timelineTone(item.type)} size={10} />
            <div>
              <span>{timelineWords(item, phrases)}</span>
              <span className="timeline-foot">
                <When at={item.at} />
                {item.why ? (
                  <span className="timeline-why">
                    {t("common.why")}
                    {language === "en" ? ": " : "："}
                    <WhyLink why={item.why} bare />
                  </span>
                ) : null}
              </span>
            </div>
          </li>
        ))}
      </ol>
      {more ? (
        <Button size="small" block loading={query.isFetching} onClick={() => void (query.data ? query.fetchNextPage() : query.refetch())}>
          {t("timeline.more")}
        </Button>
      ) : null}
    </>
  );
}
