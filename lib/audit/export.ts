import type { Queryable } from "../store/client";
import { readChain } from "./read";

/** The whole trail as JSON lines, oldest first, read from the database only as fast as the reader takes it. */
export function exportAudit(db: Queryable): ReadableStream<Uint8Array> {
  const pages = readChain(db);
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await pages.next();
      if (done) return controller.close();
      controller.enqueue(encoder.encode(value.map((event) => `${JSON.stringify(event)}\n`).join("")));
    },
    async cancel() {
      await pages.return(undefined);
    },
  });
}
