import { App, Button } from "antd";
import { CopyOutlined, DownloadOutlined } from "@ant-design/icons";
import type { LiveCode } from "@shuke/contract";
import { Panel } from "@shuke/kit-ui";
import { useWords } from "../../i18n.ts";
import { toldWords } from "../../kit/problem.ts";

/** The picture, in print quality: 1,200 dots for a table card, or as vectors. */
export function QrCard({ code }: { code: LiveCode }) {
  const { t, language } = useWords();
  const { message } = App.useApp();
  const path = `/m/qr/${encodeURIComponent(code.id)}`;
  const { qrUrl } = code;
  const problem = code.problem ? (
    <p className="soft small" role="status">
      {toldWords(code.problem, language)}
    </p>
  ) : null;
  return (
    <Panel title={t("codes.qr")}>
      {qrUrl === null ? (
        <div className="qr-missing" role="status">
          <p>{t("codes.qrWaiting")}</p>
          {problem}
        </div>
      ) : (
        <div className="qr-card">
          {problem}
          <img src={`${path}.svg`} alt={`${t("codes.qr")} ${code.name}`} width={220} height={220} />
          <Button icon={<DownloadOutlined />} block href={`${path}.png?size=1200`} download={`${code.name}.png`}>
            {t("codes.qrPng")}
          </Button>
          <Button icon={<DownloadOutlined />} block href={`${path}.svg`} download={`${code.name}.svg`}>
            {t("codes.qrSvg")}
          </Button>
          <Button
            icon={<CopyOutlined />}
            type="text"
            block
            onClick={() => {
              void navigator.clipboard?.writeText(qrUrl).then(() => message.success(t("common.copied")));
            }}
          >
            {t("codes.qrUrl")}
          </Button>
        </div>
      )}
    </Panel>
  );
}
