import { onSession, type RunMisbehaviour, untilAborted } from "./misbehaviour";

/**
 * A nightly job nobody remembered to deploy: it writes the old column, at once and then at every interval, until
 * stopped. Once the column is gone its writes fail, and are told here: it is not part of the shop's own counts.
 */
export const oldCronWorker: RunMisbehaviour = async (context) => {
  let written = 0;
  let failed = 0;
  let lastError = "";
  while (!context.signal.aborted) {
    try {
      await onSession(context, "shop-cron@v1", async (client) => {
        // A changed value each time: writing what is there already would not be noticed by a tripwire.
        const { rowCount } = await client.query(
          `update customers set full_name = case when full_name like 'Dr %' then substr(full_name, 4) else 'Dr ' || full_name end
            where id in (select c.id from customers c order by c.id desc limit 3)`,
        );
        written += rowCount ?? 0;
      });
    } catch (error) {
      failed += 1;
      lastError = error instanceof Error ? error.message : String(error);
    }
    context.note(
      `writes customers.full_name every ${Math.round(context.cronEveryMs / 1000)} s: ${written} rows written` +
        (failed > 0 ? `, ${failed} runs failed (${lastError})` : ""),
    );
    await untilAborted([context.signal], context.cronEveryMs);
  }
};
