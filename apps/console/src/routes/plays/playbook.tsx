import { useState } from "react";
import { App, Button, Tabs } from "antd";
import { getRouteApi, Link } from "@tanstack/react-router";
import { PageHeader, StatusTag } from "@shuke/kit-ui";
import type { Output } from "../../api.ts";
import { Contents } from "../../features/playbooks/contents.tsx";
import { Rehearse } from "../../features/playbooks/rehearse.tsx";
import { YamlEditor } from "../../features/playbooks/yaml-editor.tsx";
import { useWords } from "../../i18n.ts";
import { useAct } from "../../kit/act.ts";
import { LinkButton } from "../../kit/links.tsx";
import { Loaded } from "../../kit/loaded.tsx";
import { clean, oneOf } from "../../kit/search.ts";
import { useCall } from "../../kit/use-call.ts";
import { useCan } from "../../session.tsx";
import "../../features/playbooks/playbooks.css";

const route = getRouteApi("/shell/playbooks/$key");
type Book = Output<"playbooks.get">;

export function PlaybookDetail() {
  const { t } = useWords();
  const { key } = route.useParams();
  const query = useCall("playbooks.get", { key });
  const back = <Link to="/playbooks">← {t("playbooks.back")}</Link>;
  return (
    <Loaded query={query} head={{ title: t("playbooks.title"), back }} rows={10}>
      {(book) => <Detail key={book.key} book={book} />}
    </Loaded>
  );
}

function Detail({ book }: { book: Book }) {
  const { t, language } = useWords();
  const { tab = "contents", rehearsal } = route.useSearch();
  const navigate = route.useNavigate();
  const can = useCan();
  const { modal } = App.useApp();
  const [yaml, setYaml] = useState(book.yaml);
  const edited = yaml !== book.yaml;
  const side = language === "en" ? "en" : "zh";
  const fresh = book.preview.filter((item) => !item.exists).length;
  const install = useAct("playbooks.install", {
    refresh: ["playbooks", "sops", "liveCodes", "tags", "analytics", "tasks"],
    said: (out) => t("playbooks.installDone", { created: out.created.length, kept: out.kept }),
  });
  const ask = () =>
    void modal.confirm({
      title: t(book.installed ? "playbooks.updateTitle" : "playbooks.installTitle", { name: book.name[side] }),
      content: (
        <>
          <p>{t("playbooks.installSay", { created: fresh, kept: book.preview.length - fresh })}</p>
          {edited ? <p>{t("playbooks.installEdited")}</p> : null}
        </>
      ),
      okText: t(book.installed ? "playbooks.update" : "playbooks.install"),
      cancelText: t("common.cancel"),
      onOk: () => install.mutateAsync({ key: book.key, ...(edited ? { yaml } : {}) }).catch(() => null),
    });
  return (
    <>
      <PageHeader
        back={<Link to="/playbooks">← {t("playbooks.back")}</Link>}
        title={book.name[side]}
        tags={
          <StatusTag tone={book.installed ? "good" : "plain"}>
            {t(book.installed ? "playbooks.installed" : "playbooks.notInstalled")}
          </StatusTag>
        }
        sentence={book.summary[side]}
        actions={
          <>
            {edited ? <StatusTag tone="watch">{t("playbooks.edited")}</StatusTag> : null}
            {book.installed ? (
              <LinkButton to="/insight" search={{ playbook: book.key }}>
                {t("playbooks.funnel")}
              </LinkButton>
            ) : null}
            <Button
              type={book.installed && !edited && fresh === 0 ? "default" : "primary"}
              onClick={ask}
              loading={install.isPending}
              disabled={!can("plays.write")}
            >
              {t(book.installed ? "playbooks.update" : "playbooks.install")}
            </Button>
          </>
        }
      />
      <Tabs
        activeKey={tab}
        onChange={(next) =>
          void navigate({ replace: true, search: (old) => clean({ ...old, tab: oneOf(next, ["contents", "yaml", "rehearse"] as const) }) })
        }
        items={[
          { key: "contents", label: t("playbooks.tabs.contents"), children: <Contents book={book} /> },
          {
            key: "yaml",
            label: t("playbooks.tabs.yaml"),
            children: <YamlEditor yaml={yaml} edited={edited} change={setYaml} reset={() => setYaml(book.yaml)} />,
          },
          {
            key: "rehearse",
            label: t("playbooks.tabs.rehearse"),
            children: (
              <Rehearse
                playbook={book.key}
                days={book.days}
                opened={rehearsal}
                open={(id) => void navigate({ replace: true, search: (old) => clean({ ...old, rehearsal: id }) })}
              />
            ),
          },
        ]}
      />
    </>
  );
}
