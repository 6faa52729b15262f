import { useState } from "react";
import { Alert, Button, Divider, Form, Input } from "antd";
import { useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useRouter } from "@tanstack/react-router";
import { ApiError, post } from "../api.ts";
import { useWords } from "../i18n.ts";
import { Door } from "../layout/door.tsx";

const route = getRouteApi("/login");

/** Only paths of our own: never off to another site after signing in. */
const ownPath = (to: string | undefined): string =>
  to?.startsWith("/") && !to.startsWith("//") && !to.startsWith("/login") ? to : "/today";

const reasons = ["unbound", "disabled", "removed", "left", "notStaff", "late", "code", "notConnected", "trouble"] as const;
/** Why WeCom's way in came back (server: http/wecom-login.ts). */
const reasonOf = (refused: string): (typeof reasons)[number] => reasons.find((reason) => reason === refused) ?? "trouble";

export function Login() {
  const { t } = useWords();
  const { to, refused } = route.useSearch();
  const router = useRouter();
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(() => (refused === undefined ? null : t(`login.refused.${reasonOf(refused)}`)));

  const words = (error: unknown): string => {
    if (!(error instanceof ApiError)) return t("login.other", { code: "?" });
    if (error.status === 0) return t("login.offline");
    if (error.status === 429) return t("login.many");
    if (error.status === 400 || error.status === 401 || error.status === 403) return t("login.wrong");
    return t("login.other", { code: String(error.status) });
  };

  const enter = async (values: { email: string; password: string }) => {
    setBusy(true);
    setProblem(null);
    try {
      await post("/api/auth/sign-in/email", values);
      client.clear();
      router.history.push(ownPath(to));
    } catch (error) {
      setProblem(words(error));
    } finally {
      setBusy(false);
    }
  };

  return (
    <Door>
      <h1>{t("login.title")}</h1>
      <Form layout="vertical" requiredMark={false} onFinish={enter} disabled={busy}>
        {problem ? <Alert type="error" title={problem} showIcon role="alert" className="login-problem" /> : null}
        <Form.Item name="email" label={t("login.email")} rules={[{ required: true, message: t("login.needEmail") }]}>
          <Input type="email" autoComplete="username" size="large" autoFocus />
        </Form.Item>
        <Form.Item name="password" label={t("login.password")} rules={[{ required: true, message: t("login.needPassword") }]}>
          <Input.Password autoComplete="current-password" size="large" />
        </Form.Item>
        <Button type="primary" htmlType="submit" size="large" block loading={busy}>
          {t("login.submit")}
        </Button>
      </Form>
      <Divider plain>{t("login.or")}</Divider>
      <Button size="large" block href={`/api/login/wecom?${new URLSearchParams({ to: ownPath(to) }).toString()}`}>
        {t("login.wecom")}
      </Button>
      <p className="login-hint">{t("login.hint")}</p>
    </Door>
  );
}
