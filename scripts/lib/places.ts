import path from "node:path";

/** The root of the repository. */
export const repository = path.resolve(import.meta.dirname, "../..");

/** $SHUKE_HOME, `.shuke` in the repository by default; relative paths count from where the person is. */
export function home(): string {
  const given = process.env.SHUKE_HOME;
  return given === undefined || given === "" ? path.join(repository, ".shuke") : path.resolve(process.env.INIT_CWD ?? process.cwd(), given);
}
