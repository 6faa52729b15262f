/** Paths are made absolute by the sender, which knows the public address. `v` says which step was opened. */
export function pageUrl(page: "welfare" | "find-store", via: string): string {
  return `/m/${page}?v=${encodeURIComponent(via)}`;
}
