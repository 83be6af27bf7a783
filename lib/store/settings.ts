import { eq, sql } from "drizzle-orm";
import type * as z from "zod";
import type { Queryable } from "./client";
import { settings } from "./schema";

/** Reads a setting through its schema; null when it is not set. Throws when what is stored does not fit. */
export async function readSetting<T extends z.ZodType>(
  db: Queryable,
  key: string,
  schema: T,
): Promise<z.output<T> | null> {
  const [row] = await db.select({ value: settings.value }).from(settings).where(eq(settings.key, key));
  return row ? schema.parse(row.value) : null;
}

/** Sets a setting, whether it was there or not. */
export async function writeSetting(db: Queryable, key: string, value: unknown): Promise<void> {
  await db
    .insert(settings)
    .values({ key, value })
    .onConflictDoUpdate({ target: settings.key, set: { value, updatedAt: sql`now()` } });
}

export async function deleteSetting(db: Queryable, key: string): Promise<void> {
  await db.delete(settings).where(eq(settings.key, key));
}
