import type { ReactNode } from "react";
import { Button } from "antd";
import { Logo } from "@shuke/kit-ui";
import { switchLanguage, useWords } from "../i18n.ts";
import "./door.css";

/** What stands around the pages of those who are not in yet: who we are, and the other language. */
export function Door({ children }: { children: ReactNode }) {
  const { t, language } = useWords();
  return (
    <main className="login">
      <section className="login-art" aria-hidden>
        <Logo size={148} />
        <p>{t("login.slogan")}</p>
        <small>{t("login.art")}</small>
      </section>
      <section className="login-form">
        {children}
        <Button type="link" size="small" onClick={() => void switchLanguage(language === "en" ? "zh-CN" : "en")}>
          {t("top.language")}
        </Button>
      </section>
    </main>
  );
}
