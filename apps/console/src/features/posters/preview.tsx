import { useEffect, useState } from "react";
import { Button } from "antd";
import { DownloadOutlined } from "@ant-design/icons";
import { keepPreviousData } from "@tanstack/react-query";
import type { PosterSlots } from "@shuke/contract";
import { call } from "../../api.ts";
import { useWords } from "../../i18n.ts";
import { Failed } from "../../kit/bits.tsx";
import { useCall } from "../../kit/use-call.ts";

/** Nobody wants every step of a number drawn. */
const REST_MS = 350;
const SMALL = 540;
const PRINT = 2160;

type Wanted = { fileId: string; slots: PosterSlots; codeId: string | null };

/** The poster as the server draws it, the same in print. */
export function PosterPreview({ name, ...wanted }: Wanted & { name: string }) {
  const { phrases } = useWords();
  const words = phrases.posters.form;
  const rested = useRested(wanted);
  const [busy, setBusy] = useState(false);
  const ask = { fileId: rested.fileId, slots: rested.slots, liveCodeId: rested.codeId };
  const isReady = ask.fileId !== "" && ask.slots.lines.every(({ text }) => text.trim() !== "");
  const query = useCall("posters.draw", { ...ask, width: SMALL }, { enabled: isReady, placeholderData: keepPreviousData, retry: false });
  const take = async () => {
    setBusy(true);
    try {
      const { png } = await call("posters.draw", { ...ask, width: PRINT });
      const link = document.createElement("a");
      link.href = `data:image/png;base64,${png}`;
      link.download = `${name.trim() || words.preview}.png`;
      link.click();
    } finally {
      setBusy(false);
    }
  };
  return (
    <section className="poster-preview" aria-label={words.preview}>
      {wanted.fileId === "" ? <p className="soft">{words.previewNone}</p> : null}
      {query.isError ? <Failed error={query.error} retry={() => void query.refetch()} /> : null}
      {query.data && wanted.fileId !== "" && !query.isError ? (
        <>
          <img src={`data:image/png;base64,${query.data.png}`} alt={words.preview} aria-busy={query.isFetching} />
          <Button icon={<DownloadOutlined />} disabled={rested.codeId === null} loading={busy} onClick={() => void take()}>
            {words.download}
          </Button>
        </>
      ) : null}
      {query.isPending && isReady ? <p className="soft">{words.drawing}</p> : null}
    </section>
  );
}

function useRested(wanted: Wanted): Wanted {
  const key = JSON.stringify(wanted);
  const [rested, setRested] = useState(key);
  useEffect(() => {
    const timer = setTimeout(() => setRested(key), REST_MS);
    return () => clearTimeout(timer);
  }, [key]);
  return JSON.parse(rested) as Wanted;
}
