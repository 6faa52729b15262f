import { useInfiniteQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { Mark } from "@shuke/kit-ui";
import type { Output } from "../../api.ts";
import { call } from "../../api.ts";
import { useWords } from "../../i18n.ts";
import { When } from "../../kit/bits.tsx";
import { WhyLink } from "../why/why-link.tsx";
import { timelineTone, timelineWords } from "./params.ts";

type First = Output<"customers.get">["timeline"];

/** The whole story, newest first; each line says why. The first page came with the person. */
export function Timeline({ id, first }: { id: string; first: First }) {
  const { t, phrases, language } = useWords();
  const query = useInfiniteQuery({
    queryKey: ["customers.timeline", id, first.nextCursor],
    queryFn: ({ pageParam, signal }) => call("customers.timeline", { id, cursor: pageParam, limit: 30 }, signal),
    initialPageParam: first.nextCursor ?? "",
    getNextPageParam: (last) => last.nextCursor,
    enabled: false,
  });
  const items = [...first.items, ...(query.data?.pages.flatMap((page) => page.items) ?? [])];
  const more = query.data ? query.hasNextPage : first.nextCursor !== null;
  if (items.length === 0) return <p className="soft">{t("timeline.empty")}</p>;
  return (
    <>
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
