import { randomUUID } from "node:crypto";
import { sleep } from "../executor/lease";
import { type RehearseNextOptions, rehearseNext } from "./rehearse-next";

const LOOK_EVERY_MS = 1_000;

/**
 * Carries out rehearsals in this process, one at a time, as they are asked for. `stop` puts the one in hand back and
 * resolves when its shadow is closed.
 */
export function startRehearser(options: Pick<RehearseNextOptions, "store" | "log" | "openShadow">): {
  stop(): Promise<void>;
} {
  const stopping = new AbortController();
  const takenBy = randomUUID();
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const found = await rehearseNext({ ...options, takenBy, stopping: stopping.signal }).catch((error) => {
        options.log.warn({ err: error }, "the control plane could not be asked for rehearsals");
        return false;
      });
      if (!found) await sleep(LOOK_EVERY_MS, stopping.signal);
    }
  };
  const done = run();
  return {
    async stop() {
      stopping.abort();
      await done;
    },
  };
}
