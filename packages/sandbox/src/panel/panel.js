import { ask, say } from "./api.js";
import { createBar } from "./bar.js";
import { createBehind } from "./behind.js";
import { createCustomer } from "./customer.js";
import { createStaff } from "./staff.js";
import { createViews } from "./views.js";
import { language, setLanguage, t } from "./words.js";

const EVERY = 1000;
const place = (id) => document.getElementById(id);
const world = {
  known: { codes: [], staff: [] },
  codes: () => world.known.codes,
  staff: () => world.known.staff,
  staffName: (userid) => world.known.staff.find((one) => one.id === userid)?.name ?? userid,
  /** Two have become friends on the left phone. */
  meet: (userid, who) => staffPhone.meet(userid, who),
};

setLanguage(language);
const bar = createBar(place("bar"));
const views = createViews(place("views"), place("desk"));
const staffPhone = createStaff(place("staff"), world);
const phones = [createCustomer(place("customer"), world), staffPhone];
const behind = createBehind(place("behind"));
const offline = place("offline");

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
    views.draw();
    const time = await bar.refresh();
    const [codes, staff] = await Promise.all([ask("codes"), ask("people?kind=staff&limit=500")]);
    world.known = { codes: codes.items, staff: staff.items };
    await Promise.all([...phones.map((phone) => phone.refresh(time)), behind.refresh()]);
    offline.hidden = true;
  } catch (error) {
    if (error.offline) {
      offline.textContent = t("offline");
      offline.hidden = false;
    } else say(error.message);
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
