import type { ClientBase } from "pg";
import { diffCatalogs } from "../catalog/diff";
import type { Catalog } from "../catalog/model";
import { readCatalog } from "../catalog/read";
import { quoteIdentifier } from "../sql/identifiers";
import { type Making, rolesOf, structureOf } from "./structure";

/** What is not on the copy, or is otherwise there, and why. */
export interface Missing {
  readonly object: string;
  readonly message: string;
}

/**
 * Makes an empty database look like the catalog, without its rows. What came out otherwise is told, by comparison of
 * the two catalogs: nothing is taken for copied because its statement went through.
 */
export async function cloneStructure(client: ClientBase, catalog: Catalog): Promise<readonly Missing[]> {
  // Bodies are taken as they are: what they name may not be there yet.
  await client.query("SET check_function_bodies = off; SET search_path = pg_catalog, pg_temp");
  const refused = await tryUntilNothingMoves(client, structureOf(catalog), rolesOf(catalog));
  const copy = await readCatalog(client);
  const differences = diffCatalogs(catalog, copy).filter(
    // Another major writes the same definition otherwise, e.g. a view's columns without the table's name.
    ({ before, after }) => copy.serverMajor === catalog.serverMajor || before === null || after === null,
  );
  const of = new Map(refused.map(({ object, message }) => [object, message]));
  const different = differences
    .filter(({ object }) => !of.has(object))
    .map(({ kind, object, before, after }) => ({
      object: `${kind} ${object}`,
      message:
        after === null
          ? "is not on the copy"
          : before === null
            ? "is on the copy only"
            : `is ${before}; on the copy ${after}`,
    }));
  return [...[...of].map(([object, message]) => ({ object, message })), ...different];
}

/** It came with something else, as a partition's trigger does with its parent's. */
const THERE = new Set(["42710", "42P07", "42P06", "42723"]);

async function tryUntilNothingMoves(
  client: ClientBase,
  makings: readonly Making[],
  roles: readonly string[],
): Promise<readonly Missing[]> {
  await makeRoles(client, roles);
  let left = makings;
  for (;;) {
    const failed: { making: Making; message: string }[] = [];
    for (const making of left) {
      const message = await attempt(client, making.sql);
      if (message !== null) failed.push({ making, message });
    }
    if (failed.length === 0 || failed.length === left.length) {
      return failed.map(({ making, message }) => ({ object: making.object, message }));
    }
    left = failed.map(({ making }) => making);
  }
}

/** Nobody signs in as them: grants and policies name them. Where we may not make roles those are told as missing. */
async function makeRoles(client: ClientBase, roles: readonly string[]): Promise<void> {
  for (const role of roles) await attempt(client, `CREATE ROLE ${quoteIdentifier(role)} NOLOGIN`);
}

/** Null where it went through or is there already, else what the server says. */
async function attempt(client: ClientBase, sql: string): Promise<string | null> {
  try {
    await client.query(sql);
    return null;
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    // Without a code it is no answer of the server's: the connection is gone.
    if (code === undefined) throw error;
    return THERE.has(code) ? null : message;
  }
}
