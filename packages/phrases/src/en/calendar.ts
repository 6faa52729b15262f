import type { calendar as zh } from "../zh-CN/calendar.ts";
import type { Phrases } from "../types.ts";

export const calendar: Phrases<typeof zh> = {
  problems: {
    past: "“{{name}}” stands at {{time}}, which has passed; move it to a later hour",
    quiet: "“{{name}}” stands at {{time}}; in the quiet hours ({{from}}–{{to}}) nothing goes out. Choose another hour",
    "no-words": "“{{name}}” has no words yet",
    gaps: "“{{name}}” has an open gap: a group post is the same for all, so {{…}} cannot be filled in",
    "content-gone": "The content of “{{name}}” was put away or has expired; choose another",
    "content-files":
      "The content of “{{name}}” has attachments, and a post by hand carries words and a link only: choose the official send, or another content",
    "no-groups": "There is no group of this class yet, so “{{name}}” has nowhere to go",
    "no-owner": "No owner of this class's groups is at work, so nobody can post “{{name}}”",
    "official-full":
      "{{count}} official posts on one day; a group bears {{most}}. Let staff post “{{name}}” by hand, or move it to another day",
    "selling-full": "{{count}} posts that sell on one day; a group bears {{most}}. Move “{{name}}” to another day",
    "confirmations-full": "Owners would confirm {{count}} times on one day; {{most}} is the most. Move “{{name}}” to another day",
    "tasks-full": "Owners would post {{count}} times by hand on one day; {{most}} tasks is the most. Move “{{name}}” to another day",
    "column-archived": "The column “{{name}}” was put away; choose another",
    "two-selling": "“{{name}}” follows right on another post that sells; put something else between them",
    "no-morning": "The day does not begin with a good morning",
    "no-evening": "The day does not end with a good night",
    "no-mark": "Official posts have no common beginning yet, so members cannot tell which are official",
    "odd-hour": "“{{name}}” usually comes at {{time}}; at another hour members do not get used to it",
    "too-close": "Less than {{minutes}} minutes after the post before",
    "selling-heavy": "{{selling}} of the week's {{count}} posts sell: more than two in five",
  },
  reasons: {
    greeting: "Greetings carry the day",
    best: "Does best at this hour: {{times}} times the usual (drawn to the mean by how few posts there were)",
    mix: "The week lacks {{value}}; the others have their part already",
    only: "Nothing else comes at this hour",
    unknown: "No results to compare yet: the five values take turns",
  },
  values: { information: "information", benefit: "benefit", opinion: "opinion", learning: "learning", connection: "connection" },
};
