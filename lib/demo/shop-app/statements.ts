import type { DemoVersion } from "../../contracts/demo";

/** A statement that a connection prepares once, under its name, and keeps. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/** What one version of the app believes about the column that gets renamed. */
export interface ShopShape {
  readonly version: DemoVersion;
  /** The column that this version writes and shows. */
  readonly nameColumn: "full_name" | "name";
  /** The columns its ORM model lists: they are spelled out in every SELECT and RETURNING. */
  readonly customerColumns: readonly string[];
}

/**
 * v1 knows only the old name. v2 reads and writes only the new one, yet its model still lists the old column, so
 * every SELECT names it and breaks without it. v3's model has forgotten it.
 */
export const SHOP_SHAPES: Readonly<Record<DemoVersion, ShopShape>> = {
  v1: { version: "v1", nameColumn: "full_name", customerColumns: ["full_name"] },
  v2: { version: "v2", nameColumn: "name", customerColumns: ["full_name", "name"] },
  v3: { version: "v3", nameColumn: "name", customerColumns: ["name"] },
};

/** Everything a version of the app says to its database, as an ORM would write it: columns always listed. */
export function shopStatements({ version, nameColumn, customerColumns }: ShopShape) {
  const model = ["id", "email", ...customerColumns, "phone", "tier", "created_at", "updated_at"];
  const columns = model.map((column) => `c.${column}`).join(", ");
  const returning = model.join(", ");
  const statement = (name: string, text: string): Statement => ({ name: `shop_${version}_${name}`, text });
  return {
    customerById: statement("customer_by_id", `select ${columns} from customers c where c.id = $1`),
    customersFrom: statement(
      "customers_from",
      `select ${columns} from customers c where c.id >= $1 order by c.id limit 20`,
    ),
    lockCustomer: statement(
      "lock_customer",
      `select ${columns} from customers c where c.id = $1 for no key update`,
    ),
    signUp: statement(
      "sign_up",
      `insert into customers (email, ${nameColumn}, phone) values ($1, $2, $3)
       on conflict (email) do update set ${nameColumn} = excluded.${nameColumn}, phone = excluded.phone
       returning ${returning}`,
    ),
    signUpWithoutName: statement(
      "sign_up_without_name",
      `insert into customers (email) values ($1) on conflict (email) do nothing returning ${returning}`,
    ),
    renameCustomer: statement(
      "rename_customer",
      `update customers set ${nameColumn} = $2 where id = $1 returning ${returning}`,
    ),
    changePhone: statement(
      "change_phone",
      `update customers set phone = $2 where id = $1 returning ${returning}`,
    ),
    promote: statement("promote", `update customers set tier = $2 where id = $1 returning ${returning}`),
    productsFrom: statement(
      "products_from",
      "select p.id, p.sku, p.title, p.price_cents from products p where p.id >= $1 and p.active order by p.id limit 12",
    ),
    ordersOf: statement(
      "orders_of",
      `select t.order_id, t.status, t.placed_at, t.lines, t.total_cents from order_totals t
        where t.customer_id = $1 order by t.placed_at desc limit 10`,
    ),
    addressesOf: statement(
      "addresses_of",
      "select a.id, a.street, a.city, a.postcode, a.country from addresses a where a.customer_id = $1",
    ),
    placeOrder: statement(
      "place_order",
      "insert into orders (customer_id, status) values ($1, 'placed') returning id, status, placed_at",
    ),
    addLines: statement(
      "add_lines",
      `insert into order_lines (order_id, line_no, product_id, quantity, unit_price_cents)
       select $1, row_number() over (order by p.id), p.id, 1, p.price_cents from products p
        where p.id = any ($2::bigint[])
       returning order_id, line_no, unit_price_cents`,
    ),
    pay: statement(
      "pay",
      "insert into payments (order_id, amount_cents, method) values ($1, $2, $3) returning id",
    ),
    nextUnpaid: statement(
      "next_unpaid",
      `select o.id, o.customer_id from orders o where o.customer_id = $1 and o.status = 'placed'
        order by o.id limit 1 for update skip locked`,
    ),
    markPaid: statement(
      "mark_paid",
      "update orders set status = 'paid' where id = $1 returning id, status, updated_at",
    ),
    capture: statement(
      "capture",
      "update payments set captured_at = now() where order_id = $1 returning id, captured_at",
    ),
    recordEvent: statement(
      "record_event",
      "insert into events (customer_id, kind, payload) values ($1, $2, $3) returning id, occurred_at",
    ),
  } as const;
}

export type ShopStatements = ReturnType<typeof shopStatements>;
