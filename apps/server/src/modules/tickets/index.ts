import { api, ticketDownloads } from "@shuke/contract";
import { download, type Download, route, type Route } from "#http/route";
import type { Duty } from "#kit/duty";
import type { Handler } from "#log";
import { answerTicket, assignTickets, closeTickets, moveTicket, reopenTicket } from "./acts.ts";
import { exportTickets } from "./export-tickets.ts";
import { ticketFigures } from "./figures.ts";
import { giveUnowned } from "./give-unowned.ts";
import { noteTicket } from "./note-ticket.ts";
import { ticketsProjection } from "./project.ts";
import { ticketProof, ticketTasks } from "./react-tasks.ts";
import { repeatedAnswers } from "./repeated.ts";
import { getTicket, listTickets } from "./screens.ts";
import { getSettings, saveSettings } from "./settings.ts";
import { closeAnswered } from "./settle.ts";
import { noteUnheard } from "./unheard.ts";

export { answerTicket } from "./acts.ts";
export { waitingTickets } from "./waiting.ts";
export { type NewTicket, noteIn } from "./note-ticket.ts";
export { looksLike } from "./looks-like.ts";
export { ticketsOver } from "./over.ts";
export { askOnPage, myTickets, pageOfTicket, type MyTicket, type TicketPage } from "./page.ts";

export const handlers: readonly Handler[] = [ticketsProjection, ticketTasks, ticketProof];
export const duties: readonly Duty[] = [closeAnswered, noteUnheard, giveUnowned];
export const routes: readonly Route[] = [
  route(api.tickets.list, listTickets),
  route(api.tickets.get, getTicket),
  route(api.tickets.note, noteTicket),
  route(api.tickets.assign, assignTickets),
  route(api.tickets.move, moveTicket),
  route(api.tickets.answer, answerTicket),
  route(api.tickets.close, closeTickets),
  route(api.tickets.reopen, reopenTicket),
  route(api.tickets.figures, ticketFigures),
  route(api.tickets.repeated, repeatedAnswers),
  route(api.tickets.settings, getSettings),
  route(api.tickets.saveSettings, saveSettings),
];
export const downloads: readonly Download[] = [download(ticketDownloads.list, exportTickets)];
