import type { Tier } from "../contracts/environment";

/** How many of each thing a demo database holds. */
export interface ShopSize {
  readonly customers: number;
  readonly addresses: number;
  readonly products: number;
  readonly orders: number;
  readonly linesPerOrder: number;
  readonly events: number;
}

/** A shop with as many customers as asked for, and everything else in proportion. */
export function shopSize(customers: number): ShopSize {
  return {
    customers,
    addresses: Math.ceil(customers * 1.2),
    products: Math.max(20, Math.min(5_000, Math.ceil(customers / 50))),
    orders: Math.ceil(customers * 1.2),
    linesPerOrder: 2,
    events: customers,
  };
}

/** One database of the demo, and the environment that shows it. */
export interface DemoDatabase {
  /** Name of the environment. */
  readonly environment: string;
  readonly database: string;
  readonly tier: Tier;
  readonly size: ShopSize;
}

/** The roles of the demo on its server. */
export interface DemoRoles {
  /** Owns the tables; nobody signs in as it. */
  readonly owner: string;
  /** The shop's app: reads and writes rows, owns nothing. */
  readonly app: string;
  /** What the environments' connection strings use. */
  readonly executor: string;
}

/** Names and sizes of one demo. Roles belong to a whole server, so tests give theirs a prefix. */
export interface DemoShape {
  readonly databases: readonly DemoDatabase[];
  readonly roles: DemoRoles;
  /** Quiet time before contract: short, so that the demo can be played through. */
  readonly quietWindowMs: number;
}

export const DEMO: DemoShape = {
  databases: [
    { environment: "staging", database: "staging", tier: "staging", size: shopSize(20_000) },
    { environment: "production", database: "production", tier: "production", size: shopSize(500_000) },
  ],
  roles: { owner: "shop_owner", app: "shop_app", executor: "interlock_executor" },
  quietWindowMs: 5_000,
};

/** The shop's services: each has its own connections and is deployed on its own. */
export const SHOP_SERVICES = ["web", "worker"] as const;
export type ShopService = (typeof SHOP_SERVICES)[number];

/** Mark on everything the demo makes on a server, so that it never drops what is not its own. */
export const DEMO_COMMENT = "Interlock demo";
