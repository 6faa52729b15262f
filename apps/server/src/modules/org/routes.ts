import { api } from "@shuke/contract";
import { route } from "#http/route";
import { importStores } from "./import-stores.ts";
import { listDepartments, listStaff } from "./list-staff.ts";
import { getStore, listCities, nearestStores } from "./read-stores.ts";
import { updateStore } from "./update-store.ts";

// stores.list and stores.points need seats and members: they are shown by live-codes, which may look down here.
export const routes = [
  route(api.stores.import, importStores),
  route(api.stores.get, getStore),
  route(api.stores.update, updateStore),
  route(api.stores.nearest, nearestStores),
  route(api.stores.cities, listCities),
  route(api.org.staff, listStaff),
  route(api.org.departments, listDepartments),
];
