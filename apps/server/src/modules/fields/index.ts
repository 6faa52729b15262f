import { api } from "@shuke/contract";
import { route, type Route } from "#http/route";
import type { Handler } from "#log";
import { createField, orderFields, updateField } from "./define-field.ts";
import { importFields } from "./import-fields.ts";
import { listFields } from "./list-fields.ts";
import { fieldsHandler } from "./project.ts";
import { setField } from "./set-field.ts";

export { allFields, type Held, valuesOf } from "./ask.ts";
export { fieldCondition, type FieldFilter } from "./condition.ts";
export { importFields } from "./import-fields.ts";
export { accept, isMisfit } from "./rules.ts";
export { checked, setField, type Setting, setValues, usable } from "./set-field.ts";
export type { Field, FieldOption, FieldValue, Value } from "./types.ts";

export const handlers: readonly Handler[] = [fieldsHandler];
export const routes: readonly Route[] = [
  route(api.fields.list, listFields),
  route(api.fields.create, createField),
  route(api.fields.update, updateField),
  route(api.fields.order, orderFields),
  route(api.fields.set, setField),
  route(api.fields.import, importFields),
];
