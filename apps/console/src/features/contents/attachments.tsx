import { Button, Input } from "antd";
import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined, FileOutlined, VideoCameraOutlined } from "@ant-design/icons";
import type { AssetFile, ContentAttachment } from "@shuke/contract";
import { contentLimits } from "@shuke/contract/asset-words";
import { useWords } from "../../i18n.ts";
import { sizeWords } from "../../kit/format.ts";
import type { Files } from "./draft.ts";
import { accepts, UploadButton } from "./upload-button.tsx";
import { thumbOf } from "./upload.ts";

type Props = {
  attachments: ContentAttachment[];
  files: Files;
  change: (attachments: ContentAttachment[]) => void;
  addFile: (file: AssetFile) => void;
};

/** What goes along with the words, in the order in which it is sent. */
export function Attachments({ attachments, files, change, addFile }: Props) {
  const { t, phrases } = useWords();
  const words = phrases.contents.form;
  const isFull = attachments.length >= contentLimits.attachments;
  const put = (n: number, one: ContentAttachment) => change(attachments.map((old, place) => (place === n ? one : old)));
  const swap = (n: number, m: number) => {
    const [a, b] = [attachments[n], attachments[m]];
    if (a && b) change(attachments.map((old, place) => (place === n ? b : place === m ? a : old)));
  };
  const add = (one: ContentAttachment, file?: AssetFile) => {
    if (file) addFile(file);
    change([...attachments, one]);
  };
  return (
    <div className="stack content-attachments">
      {attachments.map((one, n) => (
        // Two may be the same; they have nothing else to be called by than their place.
        <div key={n} className="content-attachment" role="group" aria-label={`${n + 1} ${phrases.contents.kinds[one.kind]}`}>
          <Picture one={one} files={files} />
          <div className="content-attachment-body">
            <OneForm one={one} files={files} put={(next) => put(n, next)} addFile={addFile} n={n} />
          </div>
          <div className="content-attachment-acts">
            <Button
              size="small"
              type="text"
              aria-label={words.up}
              icon={<ArrowUpOutlined />}
              disabled={n === 0}
              onClick={() => swap(n, n - 1)}
            />
            <Button
              size="small"
              type="text"
              aria-label={words.down}
              icon={<ArrowDownOutlined />}
              disabled={n === attachments.length - 1}
              onClick={() => swap(n, n + 1)}
            />
            <Button
              size="small"
              type="text"
              aria-label={words.remove}
              icon={<DeleteOutlined />}
              onClick={() => change(attachments.filter((_, place) => place !== n))}
            />
          </div>
        </div>
      ))}
      {isFull ? null : (
        <div className="row wrap">
          {(["image", "video", "file"] as const).map((kind) => (
            <UploadButton
              key={kind}
              size="small"
              accept={accepts[kind]}
              // What it is by its content decides, not which button it came by.
              onFile={(file) => add({ kind: file.kind, fileId: file.id }, file)}
            >
              + {words.add[kind]}
            </UploadButton>
          ))}
          <Button size="small" onClick={() => add({ kind: "link", title: "", desc: "", url: "", fileId: null })}>
            + {words.add.link}
          </Button>
          <Button size="small" onClick={() => add({ kind: "miniprogram", title: "", appid: "", page: "", fileId: "" })}>
            + {words.add.miniprogram}
          </Button>
        </div>
      )}
      <p className="small soft">
        {words.attachmentsHint} · {t("contents.form.limits")}
      </p>
    </div>
  );
}

function Picture({ one, files }: { one: ContentAttachment; files: Files }) {
  const file = files.get(one.fileId ?? "");
  if (file?.hasThumb) return <img className="content-thumb" src={thumbOf(file.id)} alt="" />;
  return (
    <span className="content-thumb none" aria-hidden>
      {one.kind === "video" ? <VideoCameraOutlined /> : <FileOutlined />}
    </span>
  );
}

type OneProps = {
  one: ContentAttachment;
  files: Files;
  put: (one: ContentAttachment) => void;
  addFile: (file: AssetFile) => void;
  n: number;
};

function OneForm({ one, files, put, addFile, n }: OneProps) {
  const { phrases } = useWords();
  const words = phrases.contents.form;
  if (one.kind === "image" || one.kind === "video" || one.kind === "file") {
    const file = files.get(one.fileId);
    return (
      <>
        <strong className="two-lines">{file?.name ?? phrases.contents.kinds[one.kind]}</strong>
        <span className="small soft">
          {phrases.contents.kinds[one.kind]}
          {file ? ` · ${sizeWords(file.bytes)}` : ""}
          {file?.width ? ` · ${file.width} × ${file.height}` : ""}
        </span>
      </>
    );
  }
  const field = (key: string, label: string, value: string, set: (value: string) => void, most: number, hint?: string) => (
    <label className="field" htmlFor={`attachment-${n}-${key}`}>
      {label}
      <Input
        id={`attachment-${n}-${key}`}
        size="small"
        maxLength={most}
        value={value}
        placeholder={hint}
        onChange={(event) => set(event.target.value)}
      />
    </label>
  );
  const picture = (
    <div className="row">
      <UploadButton
        size="small"
        accept={accepts.image}
        onFile={(file) => {
          addFile(file);
          put({ ...one, fileId: file.id });
        }}
      >
        {one.fileId ? words.pictureOther : words.picture}
      </UploadButton>
      <span className="small soft">
        {one.fileId ? files.get(one.fileId)?.name : one.kind === "link" ? words.noPicture : words.needsPicture}
      </span>
    </div>
  );
  return one.kind === "link" ? (
    <>
      {field("title", words.title, one.title, (title) => put({ ...one, title }), 40)}
      {field("desc", words.desc, one.desc ?? "", (desc) => put({ ...one, desc }), 160)}
      {field("url", words.url, one.url, (url) => put({ ...one, url }), 1024, words.urlHint)}
      {picture}
    </>
  ) : (
    <>
      {field("title", words.title, one.title, (title) => put({ ...one, title }), 20)}
      {field("appid", words.appid, one.appid, (appid) => put({ ...one, appid }), 64)}
      {field("page", words.page, one.page, (page) => put({ ...one, page }), 1024)}
      {picture}
    </>
  );
}
