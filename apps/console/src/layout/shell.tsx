import { useEffect } from "react";
import { Outlet, useRouter, useRouterState } from "@tanstack/react-router";
import { Logo } from "@shuke/kit-ui";
import { ApiError } from "../api.ts";
import { useWords } from "../i18n.ts";
import { Failed } from "../kit/bits.tsx";
import { SessionProvider, useSessionQuery } from "../session.tsx";
import { itemOf } from "./nav-items.tsx";
import { Sidebar } from "./sidebar.tsx";
import { TopBar } from "./top-bar.tsx";

const ended: Readonly<Record<string, string>> = { accountDisabled: "disabled", accountRemoved: "removed", accountLeft: "left" };

/** Everything behind the login. Without a session it leads there and comes back afterwards. */
export function Shell() {
  const { t } = useWords();
  const router = useRouter();
  const query = useSessionQuery();
  const item = itemOf(useRouterState({ select: (state) => state.location.pathname }));
  // Why an account may not come in any more; the login page has a sentence for each.
  const over = query.error instanceof ApiError ? ended[query.error.code] : undefined;
  const away = query.error instanceof ApiError && query.error.status === 401;

  useEffect(() => {
    // The address is read once, as it was: following it would follow our own way to the login.
    const { pathname, href } = router.state.location;
    if (!away || pathname === "/login") return;
    const refused = over === undefined ? {} : { refused: over };
    void router.navigate({ to: "/login", search: { to: href, ...refused }, replace: true });
  }, [away, over, router]);

  useEffect(() => {
    document.title = item ? `${t(`nav.${item.word}`)} · ${t("top.brand")}` : t("top.brand");
  }, [item, t]);

  if (query.data === undefined) {
    if (query.isError && !away) {
      return (
        <main className="lonely">
          <Failed error={query.error} retry={() => void query.refetch()} />
        </main>
      );
    }
    return (
      <div className="shell-wait" role="status" aria-label={t("common.loading")}>
        <Logo size={48} />
      </div>
    );
  }
  return (
    <SessionProvider session={query.data.session} fetchedAt={query.data.fetchedAt}>
      <div className="shell">
        <a href="#page" className="skip">
          {t("nav.skip")}
        </a>
        <Sidebar />
        <div className="shell-body">
          <TopBar />
          <main id="page" tabIndex={-1}>
            <Outlet />
          </main>
        </div>
      </div>
    </SessionProvider>
  );
}
