import { useRef, useState } from "react";
import type { ReactNode } from "react";
import { App, Button } from "antd";
import type { AssetFile } from "@shuke/contract";
import { useWords } from "../../i18n.ts";
import { problemWords } from "../../kit/problem.ts";
import { uploadFile } from "./upload.ts";

/** A button that takes one file from the machine and answers it as the library keeps it. */
export function UploadButton(props: {
  accept: string;
  icon?: ReactNode;
  children: ReactNode;
  size?: "small";
  onFile: (file: AssetFile) => void;
}) {
  const { accept, icon, children, size, onFile } = props;
  const { t, language, phrases } = useWords();
  const { notification } = App.useApp();
  const input = useRef<HTMLInputElement>(null);
  const [going, setGoing] = useState<{ name: string; percent: number } | null>(null);
  const take = async (file: File) => {
    setGoing({ name: file.name, percent: 0 });
    try {
      onFile(await uploadFile(file, (share) => setGoing({ name: file.name, percent: Math.round(share * 100) })));
    } catch (error) {
      notification.error({ title: problemWords(error, language, phrases).what, placement: "topRight", duration: 8 });
    } finally {
      setGoing(null);
    }
  };
  return (
    <>
      <input
        ref={input}
        type="file"
        style={{ display: "none" }}
        accept={accept}
        onChange={(event) => {
          const [file] = event.target.files ?? [];
          // The same file may be chosen again after a refusal.
          event.target.value = "";
          if (file) void take(file);
        }}
      />
      <Button icon={icon} loading={going !== null} {...(size ? { size } : {})} onClick={() => input.current?.click()}>
        {going === null ? children : t("contents.form.uploading", going)}
      </Button>
    </>
  );
}

export const accepts = { image: ".jpg,.jpeg,.png", video: ".mp4", file: ".pdf,.doc,.docx,.xls,.xlsx,.ppt,.pptx,.zip,.txt,.csv" } as const;
