import type { FastifyInstance } from "fastify";
import { massTasks, touchLedger } from "#actions";
import type { Route } from "#http/route";
import type { Duty } from "#kit/duty";
import type { Handler } from "#log";
import * as customers from "#modules/customers";
import * as groups from "#modules/groups";
import * as org from "#modules/org";
import * as tags from "#modules/tags";
import type { Core } from "./core.ts";
import type { SandboxCorp, SandboxLink } from "./sandbox-link.ts";

/** Everything that listens, in dependency order: whoever reads another's rows comes after it. */
export const handlersOf = (_core: Core): readonly Handler[] => [
  ...org.handlers,
  ...tags.handlers,
  ...customers.handlers,
  ...groups.handlers,
  touchLedger,
  massTasks,
];

export const dutiesOf = (_core: Core): readonly Duty[] => [];

export const routesOf = (_core: Core): readonly Route[] => [
  ...org.routes,
  ...customers.routes,
];

/** Where WeCom's callbacks come in. Called in a scope of its own, with role `inbox`. */
export async function registerCallbacks(_scope: FastifyInstance, _core: Core): Promise<void> {}

/** The customers' pages under /m. Called in a scope of its own, with role `api`. */
export async function registerPages(_scope: FastifyInstance, _core: Core): Promise<void> {}

/** The demo brand: runs at every start in demo mode, after the clock follows, and must be harmless when repeated. */
export async function seedDemo(_core: Core, _sandbox: SandboxLink, _corp: SandboxCorp): Promise<void> {}
