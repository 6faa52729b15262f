import type { FieldKind, FieldValue } from "@shuke/contract";

export type FieldOption = { id: string; name: string };

/** A row of `custom_field`. */
export type Field = {
  key: string;
  name: string;
  kind: FieldKind;
  options: FieldOption[];
  listed: boolean;
  archivedAt: Date | null;
};

export type { FieldKind, FieldValue };
/** A value that somebody has. */
export type Value = NonNullable<FieldValue>;
