import { setTimeout as sleep } from "node:timers/promises";
import type { Environment, Tier } from "../contracts/environment";
import type { Log } from "../server/log";
import type { Store } from "../store/client";
import { listEnvironments } from "../store/environments";
import { markCommandDone, type WaitingCommand, waitingCommands } from "./commands";
import { deployShop } from "./deploy-shop";
import { EnvironmentTraffic, type ShopLoad } from "./environment-traffic";
import { publishTraffic } from "./publish";
import { type DemoRecord, demoPasswords, readDemoRecord } from "./record";
import { SHOP_SERVICES } from "./shape";
import { deployedVersions } from "./versions";

/** The pace of everything; tests are quicker. */
export interface TrafficTuning {
  readonly load: Readonly<Record<Tier, ShopLoad>>;
  readonly rollMs: number;
  readonly cronEveryMs: number;
  /** How often commands are looked for. */
  readonly pollMs: number;
  readonly publishEveryMs: number;
  /** How often environments and deploys are looked at. */
  readonly surveyEveryMs: number;
}

const SMALL_LOAD: ShopLoad = { web: { clients: 6, perSecond: 7 }, worker: { clients: 3, perSecond: 3 } };
const LARGE_LOAD: ShopLoad = { web: { clients: 6, perSecond: 30 }, worker: { clients: 3, perSecond: 10 } };

export const TRAFFIC_TUNING: TrafficTuning = {
  load: { development: SMALL_LOAD, staging: SMALL_LOAD, production: LARGE_LOAD },
  rollMs: 6_000,
  cronEveryMs: 60_000,
  pollMs: 250,
  publishEveryMs: 500,
  surveyEveryMs: 1_000,
};

const COMPLAIN_EVERY_MS = 30_000;

interface Running {
  readonly traffic: EnvironmentTraffic;
  /** What it was started with: another address or another seeding means starting anew. */
  readonly identity: string;
  deploying: Promise<void>;
}

/**
 * Plays the shop's app in every environment of the demo until stopped: does what commands say, runs the versions that
 * the deploys say, publishes what it counts. Outlives restarts of the control plane and of the targets.
 */
export function startTraffic({
  store,
  log,
  tuning = TRAFFIC_TUNING,
}: {
  readonly store: Store;
  readonly log: Log;
  readonly tuning?: TrafficTuning;
}): { stop(): Promise<void> } {
  const running = new Map<string, Running>();
  const inHand = new Set<number>();
  let complainedAtMs = Number.NEGATIVE_INFINITY;

  async function survey(): Promise<void> {
    const record = await readDemoRecord(store.db);
    const seeded = record?.seededAt ? record : null;
    const environments = seeded ? (await listEnvironments(store.db)).filter(({ demo }) => demo) : [];
    for (const [id, { traffic }] of running) {
      if (environments.some((environment) => environment.id === id)) continue;
      running.delete(id);
      await traffic.stop();
    }
    for (const environment of environments) {
      // One database that cannot be reached must not keep the others waiting.
      if (seeded) await follow(environment, seeded).catch(complain);
    }
  }

  /** Starts the environment's traffic, or brings it to the versions that its deploys say. */
  async function follow(environment: Environment, record: DemoRecord): Promise<void> {
    const target = { ...address(environment), user: record.appRole, password: demoPasswords(record).app };
    const identity = JSON.stringify([target, record.seededAt]);
    const versions = await deployedVersions(store.db, environment.id);
    const found = running.get(environment.id);
    if (found?.identity === identity) {
      // Not awaited: a roll takes seconds. One that is under way already is joined.
      for (const service of SHOP_SERVICES) void found.traffic.roll(service, versions[service]);
      return;
    }
    running.delete(environment.id);
    await found?.traffic.stop();
    const traffic = await EnvironmentTraffic.start({
      target,
      versions,
      load: tuning.load[environment.tier],
      rollMs: tuning.rollMs,
      cronEveryMs: tuning.cronEveryMs,
      onMisbehaviourError: (kind, error) => log.info({ err: error, kind }, "a misbehaviour was ended"),
    });
    running.set(environment.id, { traffic, identity, deploying: Promise.resolve() });
  }

  async function takeCommands(): Promise<void> {
    for (const command of await waitingCommands(store.db, [...running.keys()])) {
      if (inHand.has(command.id)) continue;
      const target = running.get(command.environmentId);
      if (!target) continue;
      inHand.add(command.id);
      const done = perform(target, command)
        .catch((error: unknown) =>
          log.error({ err: error, command: command.kind }, "a demo command could not be done"),
        )
        .then(() => markCommandDone(store.db, command.id))
        // Not marked, it would be done again after the next start only: it stays in hand here.
        .catch((error: unknown) => complain(error));
      // The next commands wait for the quick ones; a deploy takes seconds and goes on by itself.
      if (command.kind !== "deploy") await done;
    }
  }

  async function perform(target: Running, command: WaitingCommand): Promise<void> {
    switch (command.kind) {
      case "deploy": {
        const deploy = () =>
          deployShop(
            { store, log, environmentId: command.environmentId, traffic: target.traffic },
            command.payload,
          );
        target.deploying = target.deploying.then(deploy, deploy);
        return target.deploying;
      }
      case "misbehave":
        target.traffic.misbehaviours.start(command.payload.misbehaviour, command.payload.durationMs);
        return;
      case "stop":
        // Its end may wait for a lock; the next command must not.
        void target.traffic.misbehaviours.stop(command.payload.misbehaviour);
        return;
      default:
        command satisfies never;
    }
  }

  async function publish(): Promise<void> {
    for (const [id, { traffic }] of running) await publishTraffic(store.db, id, traffic.stats());
  }

  /** One line now and then for a trouble that goes on, not four a second. */
  function complain(error: unknown): void {
    if (performance.now() - complainedAtMs < COMPLAIN_EVERY_MS) return;
    complainedAtMs = performance.now();
    log.warn({ err: error }, "the demo's traffic cannot do something; trying on");
  }

  const loops = [
    repeat(survey, tuning.surveyEveryMs, complain),
    repeat(takeCommands, tuning.pollMs, complain),
    repeat(publish, tuning.publishEveryMs, complain),
  ];

  return {
    async stop() {
      await Promise.all(loops.map((loop) => loop.stop()));
      await Promise.all([...running.values()].map(({ traffic }) => traffic.stop()));
      for (const [id, { traffic }] of running) {
        await publishTraffic(store.db, id, { ...traffic.stats(), running: false }).catch(complain);
      }
    },
  };
}

function address({ connection }: Environment) {
  const { host, port, database, sslmode } = connection;
  return { host, port, database, ssl: sslmode === "disable" ? false : { rejectUnauthorized: false } };
}

/** Does the work, waits, and again, until stopped; `stop` resolves when the work in hand is over. */
function repeat(
  work: () => Promise<void>,
  everyMs: number,
  onError: (error: unknown) => void,
): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const { signal } = stopping;
  const ended = (async () => {
    while (!signal.aborted) {
      await work().catch(onError);
      await sleep(everyMs, undefined, { signal }).catch(() => {});
    }
  })();
  return {
    stop() {
      stopping.abort();
      return ended;
    },
  };
}
