import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import type { DemoVersion, Misbehaviour, TrafficStats } from "../contracts/demo";
import { Misbehaviours } from "./misbehave/active";
import { SHOP_SERVICES, type ShopService } from "./shape";
import { TrafficCounter } from "./shop-app/counter";
import { RunningService } from "./shop-app/service";
import { openShopWorld } from "./shop-app/world";

/** How much a service of the shop does. */
export interface ServiceLoad {
  readonly clients: number;
  readonly perSecond: number;
}
export type ShopLoad = Readonly<Record<ShopService, ServiceLoad>>;

/** What the traffic of one environment is made of. */
export interface EnvironmentTrafficOptions {
  /** Address and sign-in of the shop's app. */
  readonly target: pg.ClientConfig;
  readonly load: ShopLoad;
  readonly versions: Readonly<Record<ShopService, DemoVersion>>;
  /** How long a rolling deploy takes. */
  readonly rollMs: number;
  readonly cronEveryMs: number;
  readonly onMisbehaviourError: (kind: Misbehaviour, error: unknown) => void;
}

/** A blocked statement may hold a connection for long; leaving does not wait for it. */
const STOP_LIMIT_MS = 3_000;

/** The shop's app in one environment: its services under load, its misbehaviours, and what they count. */
export class EnvironmentTraffic {
  readonly misbehaviours: Misbehaviours;
  readonly #counter: TrafficCounter;
  readonly #services: ReadonlyMap<ShopService, RunningService>;
  readonly #plannedPerSecond: number;

  private constructor(
    counter: TrafficCounter,
    services: ReadonlyMap<ShopService, RunningService>,
    misbehaviours: Misbehaviours,
    load: ShopLoad,
  ) {
    this.#counter = counter;
    this.#services = services;
    this.misbehaviours = misbehaviours;
    this.#plannedPerSecond = SHOP_SERVICES.reduce((sum, service) => sum + load[service].perSecond, 0);
  }

  /** Throws when the database cannot be reached yet. */
  static async start(options: EnvironmentTrafficOptions): Promise<EnvironmentTraffic> {
    const target = async () => options.target;
    const first = new pg.Client({
      ...options.target,
      application_name: "shop:start",
      connectionTimeoutMillis: 5_000,
    });
    first.on("error", () => {});
    try {
      await first.connect();
      const world = await openShopWorld(first);
      const counter = new TrafficCounter();
      const services = SHOP_SERVICES.map((service) => {
        const { load, versions, rollMs } = options;
        const version = versions[service];
        return [
          service,
          new RunningService({ service, version, ...load[service], rollMs, target, counter, world }),
        ] as const;
      });
      const { cronEveryMs, onMisbehaviourError } = options;
      const misbehaviours = new Misbehaviours({ target, cronEveryMs, onError: onMisbehaviourError });
      return new EnvironmentTraffic(counter, new Map(services), misbehaviours, options.load);
    } finally {
      await first.end().catch(() => {});
    }
  }

  /** Rolls a service to a version; resolves when the last connection is replaced. */
  async roll(service: ShopService, version: DemoVersion): Promise<void> {
    await this.#services.get(service)?.roll(version);
  }

  stats(): TrafficStats {
    return {
      at: new Date().toISOString(),
      running: true,
      plannedPerSecond: this.#plannedPerSecond,
      services: [...this.#services.values()].map((service) => service.stats()),
      ...this.#counter.snapshot(),
      misbehaving: this.misbehaviours.stats(),
    };
  }

  async stop(): Promise<void> {
    const stopped = Promise.all([
      this.misbehaviours.stopAll(),
      ...[...this.#services.values()].map((service) => service.stop()),
    ]);
    await Promise.race([stopped, sleep(STOP_LIMIT_MS, undefined, { ref: false })]);
  }
}
