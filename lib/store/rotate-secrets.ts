import { and, eq } from "drizzle-orm";
import type { Store } from "./client";
import { environments } from "./schema";
import { needsRotation, openSecret, readKeyring, sealSecret } from "./secrets";

/**
 * Seals every stored secret anew under the current key, so that the old one can be thrown away. Safe to
 * repeat and to run while Interlock works: a row changed meanwhile is left for the next round. Throws
 * SecretError for a secret whose key is not at hand, and has then changed nothing.
 */
export async function rotateSecrets(
  store: Store,
  keyring = readKeyring(),
): Promise<{ readonly rotated: number; readonly current: number }> {
  return store.db.transaction(async (tx) => {
    const rows = await tx
      .select({ id: environments.id, sealed: environments.sealedSecret })
      .from(environments);
    const old = rows.filter((row) => needsRotation(row.sealed, keyring));
    let rotated = 0;
    for (const { id, sealed } of old) {
      const changed = await tx
        .update(environments)
        .set({ sealedSecret: sealSecret(openSecret(sealed, id, keyring), id, keyring) })
        .where(and(eq(environments.id, id), eq(environments.sealedSecret, sealed)))
        .returning({ id: environments.id });
      rotated += changed.length;
    }
    return { rotated, current: rows.length - old.length };
  });
}
