import type { Duty } from "#kit/duty";
import type { WecomClients } from "../../wecom-clients.ts";
import type { ArchivePorts } from "./ports.ts";
import { createArchiveDuty } from "./pull.ts";

export { createArchivePorts, type ArchivePorts } from "./ports.ts";

export const archiveDuties = (deps: { clients: WecomClients; ports: ArchivePorts }): Duty[] => [createArchiveDuty(deps)];
