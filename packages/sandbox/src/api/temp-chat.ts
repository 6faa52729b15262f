import { fail } from "../kit/errors.ts";
import { endTempChat } from "../world/temp-chats.ts";
import { family } from "./call.ts";
import type { ApiRoute } from "./call.ts";
import { RELATION_ERRORS, RELATION_NAMED, relationNamed } from "./customers.ts";

const { post } = family("contact-ways", "customers");

export const tempChatRoutes: ApiRoute[] = [
  post("externalcontact/close_temp_chat", { body: RELATION_NAMED, answer: {}, errors: RELATION_ERRORS }, (call) => {
    const row = relationNamed(call, call.body);
    // Friends who met in another way cannot be parted by this call.
    if (!row.temp) throw fail(84061, "no temporary chat");
    endTempChat(call.world, row);
    return {};
  }),
];
