/** Apart from the schemas: the console reads them without loading the contract's. */
export const fileKinds = ["image", "video", "file"] as const;
export const attachmentKinds = ["image", "link", "miniprogram", "video", "file"] as const;
export const contentStates = ["draft", "waiting", "refused", "live"] as const;
/** Where a content can go out, and which gaps are filled there: one mass task carries one content for everybody (wecom-api §6.2). */
export const contentPlaces = {
  welcome: ["staff", "store", "channel"],
  sidebar: ["name", "staff", "store"],
  mass: [],
} as const;
export type ContentPlace = keyof typeof contentPlaces;
export const contentVariables = ["name", "staff", "store", "channel"] as const;
/** What WeCom takes: attachments of a message, bytes of its text, megabytes of a file (wecom-api §6.2, §6.6). */
export const contentLimits = { attachments: 9, textBytes: 4000, megabytes: { image: 10, video: 10, file: 20 } } as const;
/** A piece of a file that is on its way up, before base64. */
export const PIECE_BYTES = 1_500_000;

/** The gaps that a text has, each once. */
export const variablesOf = (text: string): string[] => [...new Set([...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name ?? ""))];

/** Where a text with these gaps can go. */
export function placesFor(variables: readonly string[]): ContentPlace[] {
  const places: ContentPlace[] = ["welcome", "sidebar", "mass"];
  return places.filter((place) => variables.every((name) => contentPlaces[place].some((known) => known === name)));
}
