import { useEffect, useState } from "react";
import { Button, Dropdown, Tooltip } from "antd";
import {
  ClockCircleOutlined,
  GlobalOutlined,
  HistoryOutlined,
  MoonOutlined,
  SearchOutlined,
  SunOutlined,
  UserOutlined,
} from "@ant-design/icons";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { post } from "../api.ts";
import { switchLanguage, useWords } from "../i18n.ts";
import { useFiguresAge } from "../kit/figures-age.ts";
import { exactTime } from "../kit/time.ts";
import { useMode } from "../prefs.ts";
import { useNow, useSession } from "../session.tsx";
import { Palette } from "./palette.tsx";

export function TopBar() {
  const { t, language, phrases } = useWords();
  const { user, corp } = useSession();
  const { mode, setMode } = useMode();
  const [finding, setFinding] = useState(false);
  const navigate = useNavigate();
  const client = useQueryClient();

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === "k") {
        event.preventDefault();
        setFinding((open) => !open);
      }
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);

  const leave = async () => {
    await post("/api/auth/sign-out", {}).catch(() => null);
    client.clear();
    await navigate({ to: "/login" });
  };
  const darkWord = mode === "dark" ? t("top.light") : t("top.dark");

  return (
    <header className="top-bar">
      <span className="corp">{corp.name}</span>
      <button type="button" className="find-button" onClick={() => setFinding(true)}>
        <SearchOutlined aria-hidden />
        <span>{t("top.search")}</span>
        <kbd>{/Mac/.test(navigator.userAgent) ? "⌘K" : "Ctrl K"}</kbd>
      </button>
      <div className="top-right">
        <FiguresAge />
        <Clock />
        <Button
          type="text"
          icon={<GlobalOutlined aria-hidden />}
          title={t("top.languageHint")}
          onClick={() => {
            // Names of steps and definitions come from the server in the page's language.
            void switchLanguage(language === "en" ? "zh-CN" : "en").then(() => client.invalidateQueries());
          }}
        >
          <span lang={language === "en" ? "zh-CN" : "en"}>{t("top.language")}</span>
        </Button>
        <Tooltip title={darkWord}>
          <Button
            type="text"
            aria-label={darkWord}
            icon={mode === "dark" ? <SunOutlined /> : <MoonOutlined />}
            onClick={() => setMode(mode === "dark" ? "light" : "dark")}
          />
        </Tooltip>
        <Dropdown
          trigger={["click"]}
          menu={{
            items: [
              {
                key: "who",
                disabled: true,
                label: (
                  <span className="faint">
                    {user.email} · {phrases.roles[user.role]}
                  </span>
                ),
              },
              { type: "divider" },
              { key: "out", label: t("top.logout"), onClick: () => void leave() },
            ],
          }}
        >
          <Button type="text" icon={<UserOutlined aria-hidden />} aria-label={`${t("top.me")} ${user.name}`}>
            {user.name}
          </Button>
        </Dropdown>
      </div>
      {finding ? <Palette onClose={() => setFinding(false)} /> : null}
    </header>
  );
}

/** Shown only where figures on the page were counted a while ago. */
function FiguresAge() {
  const { t } = useWords();
  const seconds = useFiguresAge();
  if (seconds === 0) return null;
  return (
    <Tooltip title={t("top.figuresAgeHint")}>
      <span className="figures-age" tabIndex={0} role="note">
        <HistoryOutlined aria-hidden />
        {seconds < 60 ? t("top.figuresSeconds", { n: seconds }) : t("top.figuresMinutes", { n: Math.round(seconds / 60) })}
      </span>
    </Tooltip>
  );
}

/** Shown only while a rehearsal clock runs: every time on the pages follows it. */
function Clock() {
  const { t } = useWords();
  const { clock, corp } = useSession();
  const now = useNow();
  if (!clock.rehearsal) return null;
  const time = exactTime(now, corp.timeZone).slice(5, 16);
  const paused = clock.speed === 0;
  if (clock.stepping) {
    return (
      <Tooltip title={t("top.clockSteppingHint")}>
        <span className="clock" tabIndex={0} role="note">
          <ClockCircleOutlined aria-hidden />
          {t("top.clockStepping", { time })}
        </span>
      </Tooltip>
    );
  }
  return (
    <Tooltip title={paused ? t("top.clockPausedHint") : t("top.clockHint", { speed: String(clock.speed) })}>
      <span className="clock" tabIndex={0} role="note">
        <ClockCircleOutlined aria-hidden />
        {paused ? t("top.clockPaused", { time }) : t("top.clock", { time })}
      </span>
    </Tooltip>
  );
}
