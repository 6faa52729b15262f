import type {
  answerDownloads,
  auditDownloads,
  customerDownloads,
  DownloadInput,
  handoverDownloads,
  invitationDownloads,
  orderDownloads,
  segmentExport,
  sopDownloads,
  ticketDownloads,
} from "@shuke/contract";

type Downloads = {
  "audit.export": typeof auditDownloads.list;
  "customers.export": typeof customerDownloads.list;
  "overlaps.export": typeof customerDownloads.overlaps;
  orders: typeof orderDownloads.orders;
  "order-problems": typeof orderDownloads.problems;
  "invitations.export": typeof invitationDownloads.people;
  handover: typeof handoverDownloads.items;
  answers: typeof answerDownloads.list;
  "answers.paste": typeof answerDownloads.paste;
  tickets: typeof ticketDownloads.list;
  "segments.export": typeof segmentExport;
  "sops.board": typeof sopDownloads.board;
};

/** The address of a file that is written while it is read; a link to it is a download. */
export function downloadHref<K extends keyof Downloads>(name: K, input: DownloadInput<Downloads[K]>): string {
  const lang = document.documentElement.lang || "zh-CN";
  return `/api/download/${name}?lang=${lang}&input=${encodeURIComponent(JSON.stringify(input))}`;
}
