/** Something that a person must mend before the program can start, said in both languages. */
export class StartupError extends Error {
  readonly zh: string;

  constructor(en: string, zh: string, options?: ErrorOptions) {
    super(en, options);
    this.name = "StartupError";
    this.zh = zh;
  }
}
