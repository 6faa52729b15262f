/** Letters and figures of a text alone, in one form: what two wordings of the same share. Addresses are left out. */
export const lettersOf = (text: string): string =>
  text
    .normalize("NFKC")
    .toLowerCase()
    .replaceAll(/https?:\/\/\S+/gu, "")
    .replaceAll(/[^\p{L}\p{N}]/gu, "");
