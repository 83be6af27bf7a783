import { onSession, type RunMisbehaviour } from "./misbehaviour";

const SESSIONS = 5;
const HOLD_MS = [120, 400] as const;

/**
 * Many short transactions that overlap: each holds a RowExclusiveLock on customers for a fraction of a second, and
 * hardly ever none does. They do not stop each other or the shop; `LOCK TABLE … NOWAIT` is refused again and again.
 */
export const lockStorm: RunMisbehaviour = async (context) => {
  context.note(`${SESSIONS} sessions take overlapping short locks on customers`);
  await Promise.all(
    Array.from({ length: SESSIONS }, () =>
      onSession(context, "shop-storm", async (client, ended) => {
        while (!context.signal.aborted && !ended.aborted) {
          const holdMs = HOLD_MS[0] + Math.random() * (HOLD_MS[1] - HOLD_MS[0]);
          await client.query("begin");
          await client.query("lock table customers in row exclusive mode");
          await client.query("select pg_sleep($1)", [holdMs / 1000]);
          await client.query("commit");
        }
      }),
    ),
  );
};
