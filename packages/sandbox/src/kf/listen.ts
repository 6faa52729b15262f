import type { Sim } from "../sim.ts";

/** A recommendation has worked when the customer adds the member or joins the group. */
export function listenForUpgrades({ world }: Sim): void {
  const done = (who: string, type: 1 | 2, target: string): void => {
    for (const invite of world.kf.invites.values()) {
      if (invite.who !== who || invite.type !== type || invite.target !== target || invite.doneAt > 0) continue;
      invite.doneAt = world.now();
      world.kf.invites.touch(invite);
    }
  };
  world.listen((event) => {
    if (world.kf.invites.size === 0) return;
    if (event.type === "added") done(event.who, 1, event.userid);
    else if (event.type === "joined-group") done(event.who, 2, event.chatId);
  });
}
