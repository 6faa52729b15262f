import { useEffect, useId, useMemo, useState } from "react";
import type { KeyboardEvent } from "react";
import { Input, Modal } from "antd";
import { SearchOutlined } from "@ant-design/icons";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { call } from "../api.ts";
import { useWords } from "../i18n.ts";
import { useCan, useReaches } from "../session.tsx";
import { navAreas, useIsFor } from "./nav-items.tsx";

type Hit = { key: string; section: "pages" | "customers" | "groups" | "codes"; label: string; note: string; to: string };

/** People, groups, codes and pages from one box; arrows and Enter are enough. */
export function Palette({ onClose }: { onClose: () => void }) {
  const { t } = useWords();
  const router = useRouter();
  const id = useId();
  const [query, setQuery] = useState("");
  const [at, setAt] = useState(0);
  const hits = useHits(query.trim());
  useEffect(() => setAt(0), [query]);

  const open = (hit: Hit | undefined) => {
    if (!hit) return;
    onClose();
    router.history.push(hit.to);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      setAt((old) => (hits.length === 0 ? 0 : (old + (event.key === "ArrowDown" ? 1 : hits.length - 1)) % hits.length));
    }
    if (event.key === "Enter" && !event.nativeEvent.isComposing) open(hits[at]);
  };

  return (
    <Modal
      open
      onCancel={onClose}
      footer={null}
      closable={false}
      width={620}
      title={<span className="unseen">{t("palette.title")}</span>}
      styles={{ header: { margin: 0 } }}
      className="palette"
      style={{ top: 96 }}
    >
      <Input
        autoFocus
        size="large"
        variant="borderless"
        role="combobox"
        aria-expanded={hits.length > 0}
        aria-controls={`${id}-list`}
        aria-label={t("palette.placeholder")}
        {...(hits[at] ? { "aria-activedescendant": `${id}-${at}` } : {})}
        prefix={<SearchOutlined aria-hidden />}
        placeholder={t("palette.placeholder")}
        value={query}
        onChange={(event) => setQuery(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <div className="palette-hits" role="listbox" id={`${id}-list`} aria-label={t("palette.title")}>
        {hits.map((hit, index) => (
          <div key={hit.key}>
            {hits[index - 1]?.section === hit.section ? null : (
              <div className="palette-section" role="presentation">
                {t(`palette.${hit.section}`)}
              </div>
            )}
            <div
              id={`${id}-${index}`}
              role="option"
              aria-selected={index === at}
              className={index === at ? "palette-hit at" : "palette-hit"}
              onMouseMove={() => setAt(index)}
              onClick={() => open(hit)}
            >
              <span>{hit.label}</span>
              <small>{hit.note}</small>
            </div>
          </div>
        ))}
      </div>
      {hits.length === 0 ? <p className="palette-none">{t("palette.nothing", { query })}</p> : null}
      <p className="palette-foot">{t("palette.hint")}</p>
    </Modal>
  );
}

function useHits(query: string): Hit[] {
  const { t, phrases } = useWords();
  const can = useCan();
  const isFor = useIsFor();
  const reaches = useReaches();
  const found = useQuery({
    queryKey: ["palette", query],
    enabled: query !== "",
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const [customers, groups, codes] = await Promise.all([
        can("customers.read") ? call("customers.list", { query, limit: 6 }, signal) : null,
        can("groups.read") ? call("groups.list", { query, limit: 4 }, signal) : null,
        can("entrances.read") && reaches("liveCodes.list") ? call("liveCodes.list", { query: query.slice(0, 60), limit: 4 }, signal) : null,
      ]);
      return { customers: customers?.items ?? [], groups: groups?.items ?? [], codes: codes?.items ?? [] };
    },
  });
  return useMemo(() => {
    const pages = navAreas
      .flatMap((area) => area.items.map((item) => ({ area: area.word, item })))
      .filter(({ item }) => isFor(item) && (query === "" || t(`nav.${item.word}`).toLowerCase().includes(query.toLowerCase())))
      .map(({ area, item }): Hit => ({
        key: item.to,
        section: "pages",
        label: t(`nav.${item.word}`),
        note: area ? t(`nav.${area}`) : "",
        to: item.to,
      }));
    const data = query === "" ? undefined : found.data;
    return [
      ...(data?.customers ?? []).map((row): Hit => ({
        key: row.id,
        section: "customers",
        label: row.name ?? t("common.unknownName"),
        note: row.staff.map((one) => one.name).join("、"),
        to: `/customers/${row.id}`,
      })),
      ...(data?.groups ?? []).map((row): Hit => ({
        key: row.id,
        section: "groups",
        label: row.name,
        note: row.ownerName,
        to: `/groups/${row.id}`,
      })),
      ...(data?.codes ?? []).map((row): Hit => ({
        key: row.id,
        section: "codes",
        label: row.name,
        note: phrases.codes.kinds[row.kind],
        to: `/codes/${row.id}`,
      })),
      ...pages,
    ];
  }, [found.data, query, t, can, phrases]);
}
