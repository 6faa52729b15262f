import { ask, say } from "./api.js";
import { createBar } from "./bar.js";
import { createBehind } from "./behind.js";
import { createCustomer } from "./customer.js";
import { createStaff } from "./staff.js";
import { language, setLanguage } from "./words.js";

const EVERY = 1000;
const place = (id) => document.getElementById(id);
const world = {
  known: { codes: [], staff: [] },
  codes: () => world.known.codes,
  staff: () => world.known.staff,
  staffName: (userid) => world.known.staff.find((one) => one.id === userid)?.name ?? userid,
};

setLanguage(language);
const bar = createBar(place("bar"));
const phones = [createCustomer(place("customer"), world), createStaff(place("staff"), world)];
const behind = createBehind(place("behind"));

let running = false;
let again = false;

/** One round at a time; a wish that comes in the middle gives one more round. */
async function refresh() {
  if (running) {
    again = true;
    return;
  }
  running = true;
  try {
    const now = await bar.refresh();
    const [codes, staff] = await Promise.all([ask("codes"), ask("people?kind=staff&limit=500")]);
    world.known = { codes: codes.items, staff: staff.items };
    await Promise.all([...phones.map((phone) => phone.refresh(now)), behind.refresh()]);
  } catch (error) {
    say(error.message);
  }
  running = false;
  if (again) {
    again = false;
    await refresh();
  }
}

document.addEventListener("refresh", refresh);
await refresh();
setInterval(refresh, EVERY);
