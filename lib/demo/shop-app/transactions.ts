import type pg from "pg";
import type { ShopService } from "../shape";
import type { ShopShape, ShopStatements, Statement } from "./statements";
import type { ShopWorld } from "./world";

/** What a transaction of the app works with: one connection that nobody else uses meanwhile. */
export interface ShopSession {
  readonly client: pg.Client;
  readonly shape: ShopShape;
  readonly sql: ShopStatements;
  readonly world: ShopWorld;
}

export type ShopTransaction = (session: ShopSession) => Promise<void>;

/** The app wrote a value and was answered another: the worst a migration can do, because no SQLSTATE tells. */
export class ReadBackError extends Error {
  override readonly name = "ReadBackError";
}

interface Customer {
  readonly id: string;
  readonly email: string;
  readonly full_name?: string;
  readonly name?: string;
}

const ask = <R extends pg.QueryResultRow>(
  { client }: ShopSession,
  { name, text }: Statement,
  values: unknown[],
): Promise<R[]> => client.query<R>({ name, text, values }).then((result) => result.rows);

async function atomically<T>({ client }: ShopSession, work: () => Promise<T>): Promise<T> {
  await client.query("begin");
  const value = await work();
  await client.query("commit");
  return value;
}

function checkName(session: ShopSession, rows: readonly Customer[], written: string): void {
  const column = session.shape.nameColumn;
  for (const row of rows) {
    if (row[column] !== written) {
      throw new ReadBackError(`customer ${row.id}: wrote another ${column} than was answered`);
    }
  }
}

const viewCustomer: ShopTransaction = async (session) => {
  const id = session.world.customerId();
  const [customer] = await ask<Customer>(session, session.sql.customerById, [id]);
  if (!customer) return;
  session.world.rememberCustomer({ id: Number(customer.id), email: customer.email });
  await ask(session, session.sql.addressesOf, [id]);
};

const browse: ShopTransaction = async (session) => {
  await ask(session, session.sql.productsFrom, session.world.productIds(1));
};

const viewOrders: ShopTransaction = async (session) => {
  await ask(session, session.sql.ordersOf, [session.world.customerId()]);
};

const signUp: ShopTransaction = async (session) => {
  const { world } = session;
  if (world.chance(0.15)) {
    const [guest] = await ask<Customer>(session, session.sql.signUpWithoutName, [world.newEmail()]);
    if (guest) world.rememberCustomer({ id: Number(guest.id), email: guest.email });
    return;
  }
  const email = (world.chance(0.4) ? world.knownEmail() : null) ?? world.newEmail();
  const fullName = world.fullName();
  const rows = await ask<Customer>(session, session.sql.signUp, [email, fullName, world.phone()]);
  checkName(session, rows, fullName);
  for (const row of rows) world.rememberCustomer({ id: Number(row.id), email: row.email });
};

const rename: ShopTransaction = async (session) => {
  const fullName = session.world.fullName();
  const id = session.world.customerId();
  checkName(session, await ask<Customer>(session, session.sql.renameCustomer, [id, fullName]), fullName);
};

const changePhone: ShopTransaction = async (session) => {
  await ask(session, session.sql.changePhone, [session.world.customerId(), session.world.phone()]);
};

/** Order, lines and payment in one transaction; the customer is locked first, as the app shows credit. */
const checkOut: ShopTransaction = async (session) => {
  const { world, sql } = session;
  const customerId = world.customerId();
  const bought = await atomically(session, async () => {
    const [customer] = await ask<Customer>(session, sql.lockCustomer, [customerId]);
    if (!customer) return false;
    const [order] = await ask<{ id: string }>(session, sql.placeOrder, [customerId]);
    if (!order) throw new Error("INSERT INTO orders returned no row");
    const lines = await ask<{ unit_price_cents: number }>(session, sql.addLines, [
      order.id,
      world.productIds(3),
    ]);
    const cents = lines.reduce((sum, line) => sum + line.unit_price_cents, 0);
    await ask(session, sql.pay, [order.id, cents, world.oneOf(["card", "paypal"])]);
    return true;
  });
  if (bought) world.rememberBuyer(customerId);
};

const recordEvent: ShopTransaction = async (session) => {
  const { world } = session;
  await ask(session, session.sql.recordEvent, [
    world.customerId(),
    world.oneOf(["page-viewed", "searched", "added-to-basket"]),
    { device: world.oneOf(["phone", "desktop"]) },
  ]);
};

const settle: ShopTransaction = async (session) => {
  const buyer = session.world.buyer();
  await atomically(session, async () => {
    const [order] = await ask<{ id: string }>(session, session.sql.nextUnpaid, [buyer]);
    if (!order) return;
    await ask(session, session.sql.markPaid, [order.id]);
    await ask(session, session.sql.capture, [order.id]);
  });
};

const promote: ShopTransaction = async (session) => {
  const { world } = session;
  await ask(session, session.sql.promote, [world.customerId(), world.oneOf(["bronze", "silver", "gold"])]);
};

const mailing: ShopTransaction = async (session) => {
  await ask<Customer>(session, session.sql.customersFrom, [session.world.customerId()]);
};

/** What each service does, with weights. */
const MIX: Readonly<Record<ShopService, readonly (readonly [number, ShopTransaction])[]>> = {
  web: [
    [30, viewCustomer],
    [15, browse],
    [10, viewOrders],
    [12, signUp],
    [10, rename],
    [6, changePhone],
    [12, checkOut],
    [5, recordEvent],
  ],
  worker: [
    [35, settle],
    [20, promote],
    [15, mailing],
    [10, rename],
    [20, recordEvent],
  ],
};

/** The next thing a service does. `dice` is a number from 0 up to 1. */
export function chooseTransaction(service: ShopService, dice: number): ShopTransaction {
  const mix = MIX[service];
  let rest = dice * mix.reduce((sum, [weight]) => sum + weight, 0);
  for (const [weight, transaction] of mix) {
    rest -= weight;
    if (rest < 0) return transaction;
  }
  return mix[0]![1];
}
