import { useEffect, useState } from "react";
import { Alert, Button, Form, Input } from "antd";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link, useRouter } from "@tanstack/react-router";
import { call, post } from "../api.ts";
import { useWords } from "../i18n.ts";
import { Door } from "../layout/door.tsx";
import { problemWords } from "../kit/problem.ts";
import { useCall } from "../kit/use-call.ts";

/** 32 bytes, as the server makes them; it stands behind `#`, so that no server log ever has it. */
const tokenOf = (hash: string) => /^#([A-Za-z0-9_-]{43})$/.exec(hash)?.[1];
const LEAST = 10;

/** Where a one-time link leads: the first password, or a new one, and in. */
export function Welcome() {
  const { t } = useWords();
  const [token] = useState(() => tokenOf(window.location.hash));
  useEffect(() => {
    document.title = t("top.brand");
  }, [t]);
  return <Door>{token === undefined ? <Over words={t("welcome.missing")} /> : <Choose token={token} />}</Door>;
}

function Over({ words }: { words: string }) {
  const { t } = useWords();
  return (
    <>
      <h1>{t("welcome.over")}</h1>
      <Alert type="warning" title={words} showIcon role="alert" className="login-problem" />
      <p>
        <Link to="/login">{t("welcome.toLogin")}</Link>
      </p>
    </>
  );
}

function Choose({ token }: { token: string }) {
  const { t, language, phrases } = useWords();
  const router = useRouter();
  const client = useQueryClient();
  const look = useCall("welcome.look", { token }, { retry: false, staleTime: Infinity });
  const choose = useMutation({
    mutationFn: async ({ password }: { password: string }) => {
      const { email } = await call("welcome.setPassword", { token, password });
      await post("/api/auth/sign-in/email", { email, password });
    },
    onSuccess: () => {
      client.clear();
      router.history.replace("/today");
    },
  });
  if (look.isPending) return <p role="status">{t("common.loading")}</p>;
  if (look.data === undefined) return <Over words={problemWords(look.error, language, phrases).what} />;
  const { kind, name, email, corp } = look.data;
  return (
    <>
      <h1>{t(kind === "invite" ? "welcome.invite" : "welcome.reset", { name })}</h1>
      <p className="soft">{t(kind === "invite" ? "welcome.sentence" : "welcome.resetSentence", { corp, email })}</p>
      <Form
        layout="vertical"
        requiredMark={false}
        disabled={choose.isPending}
        onFinish={(values: { password: string }) => choose.mutate(values)}
      >
        {choose.isError ? (
          <Alert type="error" title={problemWords(choose.error, language, phrases).what} showIcon role="alert" className="login-problem" />
        ) : null}
        {/* Lets a password manager keep both together. */}
        <input type="email" name="email" autoComplete="username" value={email} readOnly hidden />
        <Form.Item
          name="password"
          label={t("welcome.password")}
          extra={t("welcome.rule")}
          rules={[{ required: true, min: LEAST, message: t("welcome.short") }]}
        >
          <Input.Password autoComplete="new-password" size="large" maxLength={128} autoFocus />
        </Form.Item>
        <Form.Item
          name="again"
          label={t("welcome.again")}
          dependencies={["password"]}
          rules={[
            ({ getFieldValue }) => ({
              validator: (_, value: unknown) =>
                value === getFieldValue("password") ? Promise.resolve() : Promise.reject(new Error(t("welcome.differs"))),
            }),
          ]}
        >
          <Input.Password autoComplete="new-password" size="large" maxLength={128} />
        </Form.Item>
        <Button type="primary" htmlType="submit" size="large" block loading={choose.isPending}>
          {t("welcome.submit")}
        </Button>
      </Form>
    </>
  );
}
