import type { customerDownloads, DownloadInput } from "@shuke/contract";

type Downloads = {
  [D in keyof typeof customerDownloads as (typeof customerDownloads)[D]["name"]]: DownloadInput<(typeof customerDownloads)[D]>;
};

/** The address of a file that is written while it is read; a link to it is a download. */
export function downloadHref(name: string, input: Downloads[keyof Downloads]): string {
  const lang = document.documentElement.lang || "zh-CN";
  return `/api/download/${name}?lang=${lang}&input=${encodeURIComponent(JSON.stringify(input))}`;
}
