import type { CodeProblem } from "./problem.ts";

export type WelcomeLink = { title: string; page: "welfare" | "find-store"; desc: string };

/** A code as it is stored. */
export type LiveCodeRow = {
  readonly id: string;
  readonly kind: "staff" | "group";
  readonly name: string;
  readonly channel: string;
  readonly state: "active" | "paused";
  readonly userIds: readonly string[];
  /** `group/name` */
  readonly tags: readonly string[];
  readonly remark: string;
  readonly welcomeText: string;
  readonly welcomeLink: WelcomeLink | null;
  /** A content of the library that is said instead of the text, while it goes out. */
  readonly welcomeContent: string | null;
  readonly storeId: string | null;
  readonly seatLimit: number;
  readonly autoCreate: boolean;
  readonly baseName: string;
  readonly wayVersion: number;
  readonly toldVersion: number;
  readonly wayChatIds: readonly string[];
  readonly configId: string | null;
  readonly qrUrl: string | null;
  readonly problem: CodeProblem | null;
  readonly createdAt: Date;
};

/** Who opens a page. `key` is the external user id of a customer, else something that says what it is. */
export type Visitor = { readonly key: string; readonly externalUserId: string | null; readonly userId: string | null };

export type HowFound = "location" | "city" | "district" | "name";
