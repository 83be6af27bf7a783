import type { Misbehaviour } from "../../contracts/demo";
import { idleInTransaction } from "./idle-in-transaction";
import { lockStorm } from "./lock-storm";
import { longTransaction } from "./long-transaction";
import type { RunMisbehaviour } from "./misbehaviour";
import { oldCronWorker } from "./old-cron-worker";

export const RUN_MISBEHAVIOUR: Readonly<Record<Misbehaviour, RunMisbehaviour>> = {
  "long-transaction": longTransaction,
  "idle-in-transaction": idleInTransaction,
  "lock-storm": lockStorm,
  "old-cron-worker": oldCronWorker,
};

/** Those that go on until they are stopped, whatever their duration. */
export const ENDLESS: ReadonlySet<Misbehaviour> = new Set(["old-cron-worker"]);
