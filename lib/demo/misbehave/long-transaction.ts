import { onSession, type RunMisbehaviour, untilAborted } from "./misbehaviour";

/**
 * A report that keeps one snapshot for its whole life: its AccessShareLock on customers makes every ALTER TABLE wait,
 * and its snapshot keeps dead rows from being cleaned up.
 */
export const longTransaction: RunMisbehaviour = (context) =>
  onSession(context, "shop-report", async (client, ended) => {
    await client.query("begin isolation level repeatable read");
    await client.query("select count(*) from customers c where c.tier = 'gold'");
    context.note("reads customers in one REPEATABLE READ transaction and stays in it");
    await untilAborted([context.signal, ended]);
  });
