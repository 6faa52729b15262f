import { StrictMode, useEffect, useMemo, useState } from "react";
import { createRoot } from "react-dom/client";
import { App as AntApp, ConfigProvider } from "antd";
import { QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { antTheme } from "@shuke/kit-ui";
import type { Mode } from "@shuke/kit-ui";
import "@shuke/kit-ui/kit.css";
import "./styles/base.css";
import "./styles/layout.css";
import "./styles/parts.css";
import "./styles/narrow.css";
import { ApiError } from "./api.ts";
import { startI18n, useWords } from "./i18n.ts";
import { applyMode, ModeContext, storedMode, storeMode } from "./prefs.ts";
import { router } from "./router.tsx";

const client: QueryClient = new QueryClient({
  queryCache: new QueryCache({
    // A session that has ended is noticed by whatever asks first, and leads to the login at once.
    onError: (error, { queryKey: [name] }) => {
      if (error instanceof ApiError && error.status === 401 && name !== "session.current")
        void client.invalidateQueries({ queryKey: ["session.current"] });
    },
  }),
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      retry: (count, error) => count < 1 && error instanceof ApiError && (error.status === 0 || error.status >= 500),
      refetchOnWindowFocus: true,
    },
  },
});

function Console() {
  const [mode, setMode] = useState<Mode>(storedMode);
  const { antd } = useWords();
  useEffect(() => applyMode(mode), [mode]);
  const held = useMemo(
    () => ({
      mode,
      setMode: (next: Mode) => {
        storeMode(next);
        setMode(next);
      },
    }),
    [mode],
  );
  return (
    <ModeContext value={held}>
      <ConfigProvider theme={antTheme(mode)} locale={antd} button={{ autoInsertSpace: false }} componentSize="middle">
        <AntApp component={false}>
          <QueryClientProvider client={client}>
            <RouterProvider router={router} />
          </QueryClientProvider>
        </AntApp>
      </ConfigProvider>
    </ModeContext>
  );
}

applyMode(storedMode());
await startI18n();
const root = document.querySelector("#root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <Console />
    </StrictMode>,
  );
}
