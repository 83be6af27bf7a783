import * as z from "zod";
import type { Queryable, Store } from "../store/client";
import { openSecret, SecretError, sealSecret } from "../store/secrets";
import { readSetting, writeSetting } from "../store/settings";
import { type DemoPasswords, newDemoPasswords } from "./roles";

const KEY = "demo";
const ASSOCIATED_DATA = "settings.demo";

const DemoRecord = z.object({
  /** Null from before the seeding until after it: a kill in between means starting over. */
  seededAt: z.string().nullable(),
  appRole: z.string(),
  sealedPasswords: z.string(),
});
export type DemoRecord = z.infer<typeof DemoRecord>;

/** What the control plane knows of the demo; null when it never had one. */
export function readDemoRecord(q: Queryable): Promise<DemoRecord | null> {
  return readSetting(q, KEY, DemoRecord);
}

export async function writeDemoRecord(
  q: Queryable,
  record: { readonly seededAt: string | null; readonly appRole: string; readonly passwords: DemoPasswords },
): Promise<void> {
  const { seededAt, appRole, passwords } = record;
  const sealedPasswords = sealSecret(JSON.stringify(passwords), ASSOCIATED_DATA);
  await writeSetting(q, KEY, { seededAt, appRole, sealedPasswords } satisfies DemoRecord);
}

/** The passwords of the demo's roles. Throws SecretError when they were sealed with a key that is not here. */
export function demoPasswords(record: DemoRecord): DemoPasswords {
  return JSON.parse(openSecret(record.sealedPasswords, ASSOCIATED_DATA)) as DemoPasswords;
}

/** The passwords in use when they can be opened, so that running clients stay signed in; else new ones. */
export async function keptOrNewPasswords(store: Store): Promise<DemoPasswords> {
  const record = await readDemoRecord(store.db);
  if (!record) return newDemoPasswords();
  try {
    return demoPasswords(record);
  } catch (error) {
    if (error instanceof SecretError) return newDemoPasswords();
    throw error;
  }
}
