import type { SidebarContent, SidebarMessage, SidebarSop } from "@shuke/contract";
import { gateSettings } from "#actions";
import type { Ctx } from "#kit/ctx";
import { localDay } from "#kit/tz";
import { type EnrolmentView, type StepWording, wordingsOf } from "#modules/sops";

/** Of one person's SOPs no phone shows more. */
const STEPS = 12;

export type Content = Omit<SidebarContent, "dueAt"> & {
  enrolmentId: string;
  sopId: string;
  /** Waits, and nobody has planned it. */
  waits: boolean;
  stepKey: string;
  dueAt: Date;
  until: Date;
};

/** What may be sent to somebody from the SOPs that she is in, what fits first. */
export async function contentsFor(ctx: Ctx, recipient: string, publicUrl: string): Promise<Content[]> {
  const steps = await wordingsOf(ctx, recipient, STEPS);
  return (
    steps
      // What is on its way already has a task, or a mass send.
      .filter(({ state }) => state !== "planned" && state !== "claimed")
      .flatMap((step) => step.wordings.map((wording) => toContent(ctx, step, messagesOf(wording, publicUrl), wording.n)))
      .toSorted((a, b) => Number(b.fits) - Number(a.fits))
  );
}

/** `enrolmentId/step/n`: the nth wording, her own and the version's that she is in. */
export const contentKey = (enrolmentId: string, step: string, n: number) => `${enrolmentId}/${step}/${n}`;

function toContent({ now }: Ctx, step: StepWording, messages: SidebarMessage[], n: number): Content {
  const waits = step.state === "waiting";
  return {
    key: contentKey(step.enrolmentId, step.step, n),
    sop: step.sop,
    step: step.stepName,
    fits: waits && step.until > now,
    messages,
    enrolmentId: step.enrolmentId,
    sopId: step.sopId,
    stepKey: step.step,
    waits,
    dueAt: step.dueAt,
    until: step.until,
  };
}

function messagesOf({ text, links }: StepWording["wordings"][number], publicUrl: string): SidebarMessage[] {
  return [
    ...(text === "" ? [] : [{ kind: "text" as const, text }]),
    ...links.map(({ title, desc, url }) => ({ kind: "link" as const, title, desc, url: url.startsWith("/") ? publicUrl + url : url })),
  ];
}

export const shownContent = ({ key, sop, step, fits, dueAt, messages }: Content): SidebarContent => ({
  key,
  sop,
  step,
  fits,
  dueAt: dueAt.toISOString(),
  messages,
});

/** Where somebody is in her SOPs, with the day by the corp's calendar. */
export async function sopViews(ctx: Ctx, sops: readonly EnrolmentView[]): Promise<SidebarSop[]> {
  const { timeZone } = await gateSettings(ctx.db, ctx.corpId);
  const dayNumber = (at: Date) => Date.parse(`${localDay(at, timeZone)}T00:00:00Z`) / 86_400_000;
  return sops.map(({ enrolmentId, sopId, name, state, startedAt, steps }) => ({
    enrolmentId,
    sopId,
    name,
    state,
    startedAt,
    day: dayNumber(ctx.now) - dayNumber(new Date(startedAt)),
    steps,
  }));
}
