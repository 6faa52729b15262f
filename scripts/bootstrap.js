// The entry of every npm script. Plain JavaScript for Node 18 and newer: it gets a newer Node where needed, installs the packages when the
// lock file changed, and runs the command. Nothing of it goes to stdout, which belongs to the command.
import { commands, runCommand } from "./bootstrap/commands.js";
import { ensureNode, isNewEnough, runWithNode } from "./bootstrap/node.js";
import { ensurePackages } from "./bootstrap/packages.js";
import { fail } from "./bootstrap/say.js";

const [command = "", ...args] = process.argv.slice(2);

try {
  if (!commands.has(command)) {
    fail(
      `Unknown command “${command}”. There are: ${[...commands.keys()].join(" ")}`,
      `没有“${command}”这个命令。可用的有：${[...commands.keys()].join(" ")}`,
    );
  }
  if (isNewEnough(process.version)) {
    await ensurePackages();
    process.exitCode = await runCommand(command, args);
  } else {
    const node = await ensureNode();
    process.exitCode = await runWithNode(node, [process.argv[1], command, ...args]);
  }
} catch (error) {
  process.exitCode = 1;
  if (error.name !== "Failure") console.error(error);
}
