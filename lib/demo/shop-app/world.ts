import type pg from "pg";

const FIRST = [
  "Olivia",
  "Noah",
  "Zoë",
  "Kwame",
  "Mei",
  "Søren",
  "Lucía",
  "Priya",
  "Jack",
  "Amara",
  "Hugo",
  "Ayşe",
];
const LAST = ["Smith", "O'Brien", "Müller", "Patel", "Okafor", "García", "Nowak", "Chen", "Dubois", "Yılmaz"];

/** How unevenly customers visit: 1 is even; at 2.5 the busiest hundredth makes a sixth of the visits. */
const SKEW = 2.5;
const REMEMBERED = 500;

/** What the app's users know and choose: who visits, what they buy. Shared by the services of one environment. */
export interface ShopWorld {
  customerId(): number;
  /** Customers and orders of this session of the app, so that later steps find what earlier ones made. */
  rememberCustomer(customer: { id: number; email: string }): void;
  rememberBuyer(customerId: number): void;
  buyer(): number;
  /** An address that is taken (by a customer seen before), or null while none is known. */
  knownEmail(): string | null;
  newEmail(): string;
  fullName(): string;
  phone(): string;
  productIds(count: number): number[];
  chance(probability: number): boolean;
  oneOf<T>(items: readonly T[]): T;
}

/** Looks once at what the database holds, then makes everything up from random numbers. */
export async function openShopWorld(
  client: pg.Client,
  random: () => number = Math.random,
): Promise<ShopWorld> {
  const { rows } = await client.query<{ customers: string | null; products: string | null }>(
    "select (select max(id) from customers) as customers, (select max(id) from products) as products",
  );
  const customers = Number(rows[0]?.customers ?? 0);
  const products = Number(rows[0]?.products ?? 0);
  const fresh: number[] = [];
  const buyers: number[] = [];
  const emails: string[] = [];
  const prefix = Math.floor(random() * 36 ** 6).toString(36);
  let counter = 0;
  const oneOf = <T>(items: readonly T[]): T => {
    const item = items[Math.floor(random() * items.length)];
    if (item === undefined) throw new Error("chose from nothing");
    return item;
  };
  const chance = (probability: number) => random() < probability;
  const customerId = () =>
    fresh.length > 0 && chance(0.1) ? oneOf(fresh) : 1 + Math.floor(customers * random() ** SKEW);
  return {
    customerId,
    rememberCustomer({ id, email }) {
      keepNewest(emails, email);
      if (id > customers && !fresh.includes(id)) keepNewest(fresh, id);
    },
    rememberBuyer: (id) => keepNewest(buyers, id),
    buyer: () => buyers.shift() ?? customerId(),
    knownEmail: () => (emails.length > 0 ? oneOf(emails) : null),
    newEmail: () => `guest.${prefix}.${counter++}.${Math.floor(random() * 1e9).toString(36)}@example.com`,
    fullName: () => `${oneOf(FIRST)} ${oneOf(LAST)}`,
    phone: () => `+44 7${String(Math.floor(random() * 1e9)).padStart(9, "0")}`,
    productIds: (count) => Array.from({ length: count }, () => 1 + Math.floor(products * random())),
    chance,
    oneOf,
  };
}

function keepNewest<T>(items: T[], item: T): void {
  items.push(item);
  if (items.length > REMEMBERED) items.shift();
}
