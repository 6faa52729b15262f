import { createServer } from "node:net";
import { StartupError } from "../../apps/server/src/db/startup-error.ts";

/** Reads a port from the environment; 0 lets the system choose. */
export function portFrom(variable: string, fallback: number): number {
  const text = process.env[variable];
  const port = text === undefined || text === "" ? fallback : Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new StartupError(`${variable}=${text} is no port (0 to 65535).`, `${variable}=${text} 不是端口号（0 到 65535）。`);
}

/** Throws with what to do when nobody can listen on the port. */
export async function checkPort(variable: string, port: number): Promise<void> {
  const code = await listenOnce(port);
  if (code === undefined) return;
  if (code === "EADDRINUSE") {
    throw new StartupError(
      `Port ${port} is taken by another program. Choose another one: ${variable}=${port + 1000} npm start`,
      `端口 ${port} 被别的程序占用了。换一个：${variable}=${port + 1000} npm start`,
    );
  }
  throw new StartupError(
    `Port ${port} cannot be used (${code}). Choose one above 1023: ${variable}=${(port % 1000) + 8000} npm start`,
    `端口 ${port} 不能用（${code}）。换一个大于 1023 的：${variable}=${(port % 1000) + 8000} npm start`,
  );
}

function listenOnce(port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error) => resolve("code" in error ? String(error.code) : error.message));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(undefined)));
  });
}
