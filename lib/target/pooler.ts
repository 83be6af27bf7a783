import { randomBytes } from "node:crypto";
import type pg from "pg";
import type { CheckItem } from "../contracts/environment";

export type PoolerFinding =
  /** Each session has a server process of its own. */
  | "none"
  /** The server process changes between transactions, or settings do not last: no place to hold a lock. */
  | "transaction"
  /** Something stands between and gives other process numbers, yet sessions last. */
  | "session";

/**
 * Whether sessions last across transactions, found with two of them: while the second is inside a transaction, the
 * first must still be on the process it had, and still have the setting it made. A transaction pooler hands the process
 * used last to whoever asks next, so the second takes the first's.
 */
export async function detectPooler(first: pg.Client, second: pg.Client): Promise<PoolerFinding> {
  const nonce = randomBytes(8).toString("hex");
  const look = async (client: pg.Client) => {
    const { rows } = await client.query<{ pid: number; mark: string | null }>(
      "SELECT pg_catalog.pg_backend_pid() AS pid, nullif(pg_catalog.current_setting('interlock.check_mark', true), '') AS mark",
    );
    return rows[0] ?? { pid: 0, mark: null };
  };
  await first.query("SELECT pg_catalog.set_config('interlock.check_mark', $1, false)", [nonce]);
  const before = await look(first);
  let isShared = false;
  for (let round = 0; round < 3 && !isShared; round += 1) {
    await second.query("BEGIN");
    try {
      const other = await look(second);
      const again = await look(first);
      isShared =
        other.pid === before.pid || other.mark === nonce || again.pid !== before.pid || again.mark !== nonce;
    } finally {
      await second.query("COMMIT");
    }
  }
  // Left behind in a pool, the mark would be found by the next to ask.
  await first.query("SELECT pg_catalog.set_config('interlock.check_mark', '', false)");
  if (isShared) return "transaction";
  const announced = (first as unknown as { processID: number | null }).processID;
  return announced !== null && announced !== 0 && announced !== before.pid ? "session" : "none";
}

export function poolerItem(finding: PoolerFinding): CheckItem {
  const item = { code: "connection.pooler", title: "Direct connection", fixSql: null };
  if (finding === "none")
    return { ...item, status: "ok", message: "Each session has a server process of its own." };
  if (finding === "session")
    return {
      ...item,
      status: "warning",
      message:
        "A pooler in session mode stands in front of the server. It works; the server's own port is safer.",
    };
  return {
    ...item,
    status: "error",
    message:
      "A connection pooler in transaction mode stands in front of the server: locks and settings of a session do not last there. Connect to the server's own port (often 5432 instead of 6432 or 6543).",
  };
}
