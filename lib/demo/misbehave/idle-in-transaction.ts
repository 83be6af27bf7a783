import { onSession, type RunMisbehaviour, untilAborted } from "./misbehaviour";

/**
 * A session that updated a row and then forgot to commit. The row is the newest of all, which the shop's own visitors
 * hardly touch: the one it stops is a backfill.
 */
export const idleInTransaction: RunMisbehaviour = (context) =>
  onSession(context, "shop-admin", async (client, ended) => {
    await client.query("begin");
    const { rows } = await client.query<{ id: string }>(
      `update customers set phone = phone
        where id = (select c.id from customers c order by c.id desc limit 1) returning id`,
    );
    context.note(`updated customer ${rows[0]?.id ?? "(none)"} and never commits`);
    await untilAborted([context.signal, ended]);
  });
