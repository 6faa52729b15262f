import { type ChildProcess, spawn } from "node:child_process";
import { type ArchivePort, ArchiveTrouble, readPage } from "./port.ts";

type Place = {
  /** The helper made of native/archive-helper.c, and WeCom's library (libWeWorkFinanceSdk_C.so). */
  helper: string;
  library: string;
  corpId: string;
  secret: string;
  /** Real ms after which a silent helper is ended. */
  patienceMs?: number;
};

/** The library leaks: after so many questions a fresh process goes on. */
const QUESTIONS = 20_000;

/**
 * WeCom's library in a process of its own. One line asks, fields by tabs: `init corpid secret`, `pull seq limit`, `open key body`; the
 * answer is `errcode length` in a line and so many bytes. A crash or silence ends the process, costs one question and is told as
 * ArchiveTrouble; the next question starts another. Never run against WeCom's own library (it is not public on npm).
 */
export function nativePort({ helper, library, corpId, secret, patienceMs = 60_000 }: Place): ArchivePort {
  let running: Helper | null = null;
  let turn: Promise<unknown> = Promise.resolve();

  async function fresh(): Promise<Helper> {
    const made = startHelper(helper, library);
    await made.ask(["init", corpId, secret], patienceMs);
    return made;
  }

  /** One question at a time: the library's handle bears no more. */
  function ask(fields: string[]): Promise<string> {
    const mine = turn.then(async () => {
      if (running && (running.gone() || running.asked() >= QUESTIONS)) {
        running.end();
        running = null;
      }
      running ??= await fresh();
      return running.ask(fields, patienceMs);
    });
    turn = mine.catch(() => {});
    return mine;
  }

  return {
    pull: async (seq, limit) => {
      const text = await ask(["pull", String(seq), String(limit)]);
      try {
        return readPage(JSON.parse(text));
      } catch (error) {
        if (error instanceof ArchiveTrouble) throw error;
        throw new ArchiveTrouble(10_002, `the library's answer is no JSON: ${text.slice(0, 80)}`);
      }
    },
    open: (key, body) => ask(["open", key, body]),
    close: async () => {
      await turn;
      running?.end();
      running = null;
    },
  };
}

type Helper = ReturnType<typeof startHelper>;
type Waiting = { resolve: (text: string) => void; reject: (error: Error) => void };

function startHelper(command: string, library: string) {
  const child: ChildProcess = spawn(command, [library], { stdio: ["pipe", "pipe", "ignore"], env: {} });
  let buffer = Buffer.alloc(0);
  let waiting: Waiting | null = null;
  let asked = 0;
  let over: string | null = null;

  const fail = (reason: string) => {
    over ??= reason;
    waiting?.reject(new ArchiveTrouble(0, reason));
    waiting = null;
  };
  child.on("error", (error) => fail(`the archive's helper does not start: ${error.message}`));
  child.on("exit", (code, signal) => fail(`the archive's helper ended (${signal ?? code})`));
  child.stdin?.on("error", () => {});
  child.stdout?.on("data", (chunk: Buffer) => {
    buffer = Buffer.concat([buffer, chunk]);
    const end = buffer.indexOf("\n");
    if (end < 0) return;
    const [code = "", length = ""] = buffer.subarray(0, end).toString("latin1").split(" ");
    if (buffer.length < end + 1 + Number(length)) return;
    const text = buffer.subarray(end + 1, end + 1 + Number(length)).toString("utf8");
    buffer = buffer.subarray(end + 1 + Number(length));
    const answered = waiting;
    waiting = null;
    if (code === "0") answered?.resolve(text);
    else answered?.reject(new ArchiveTrouble(Number(code), text || `the library answered ${code}`));
  });

  return {
    asked: () => asked,
    gone: () => over !== null,
    end: () => void child.kill("SIGKILL"),
    ask(fields: string[], patienceMs: number): Promise<string> {
      if (over !== null) return Promise.reject(new ArchiveTrouble(0, over));
      if (fields.some((field) => /[\t\n]/.test(field))) return Promise.reject(new ArchiveTrouble(10_000, "a field with a tab or line end"));
      asked += 1;
      return new Promise<string>((resolve, reject) => {
        const timer = setTimeout(() => {
          fail("the archive's helper is silent");
          child.kill("SIGKILL");
        }, patienceMs);
        const settle =
          <T>(how: (value: T) => void) =>
          (value: T) => {
            clearTimeout(timer);
            how(value);
          };
        waiting = { resolve: settle(resolve), reject: settle(reject) };
        child.stdin?.write(`${fields.join("\t")}\n`);
      });
    },
  };
}
