import type { ShopSize } from "./shape";

const FIRST_NAMES = `Olivia Amelia Isla Ava Noah Oliver George Arthur Muhammad Leo Freya Lily Florence Grace
Theo Jack Harry Charlie Henry Alfie Priya Ananya Wei Mei Yuki Haruto Sofia Mateo Lucía Diego Zoë Noor Omar
Fatima Amara Kwame Chioma Tunde Ingrid Lars Søren Élodie Hugo Chloé Matteo Giulia Jakub Zuzanna Miloš Ayşe`;

const LAST_NAMES = `Smith Jones Taylor Brown Williams Wilson Johnson Davies Patel Robinson Wright Thompson
Evans Walker White Roberts Green Hall Wood Jackson Clarke Khan Ali Singh O'Brien Murphy Kelly Byrne
Nowak Kowalski Müller Schmidt Rossi Ferrari García Martínez Dubois Moreau Nielsen Hansen Okafor Mensah
Nakamura Tanaka Chen Wang Nguyen Yılmaz Novák Lindqvist`;

const CITIES = "London Leeds Bristol Glasgow Cardiff Belfast York Bath Norwich Brighton Oxford Exeter";
const STREETS = "High|Station|Church|Park|Mill|Victoria|Green|King's|Queen's|North|Garden|Bridge";
const GOODS = "Mug|Lamp|Chair|Notebook|Kettle|Rug|Clock|Backpack|Bottle|Blanket|Teapot|Shelf|Mirror|Pillow";
const MATERIALS = "Oak|Linen|Steel|Wool|Glass|Cork|Copper|Walnut|Ceramic|Cotton";

const words = (text: string, separator: string | RegExp = /\s+/) =>
  `array[${text
    .trim()
    .split(separator)
    .map((word) => `'${word.replaceAll("'", "''")}'`)
    .join(",")}]`;

/** The `n`-th word of an array, spread so that neighbours differ. */
const pick = (array: string, n: string) => `(${array})[1 + (${n}) % array_length(${array}, 1)]`;

/**
 * The statements that fill the shop, in groups that may run side by side. Rows are made by the server from
 * `generate_series`; all is derived from the row's number, so two databases of one size are alike.
 */
export function shopRows(size: ShopSize): readonly (readonly string[])[] {
  const first = words(FIRST_NAMES);
  const last = words(LAST_NAMES);
  // Multiplying by a number without common factors spreads the series over the words.
  const customers = `
insert into customers (id, email, full_name, phone, tier, created_at, updated_at)
select n,
       translate(lower(f), 'íéëøöüšşãçôı', 'ieeoousaacoi') || '.' || n || '@example.com',
       f || ' ' || l,
       case when n % 3 <> 0 then '+44 7' || lpad(((n::bigint * 7919) % 1000000000)::text, 9, '0') end,
       (case when n % 20 = 0 then 'gold' when n % 5 = 0 then 'silver' else 'bronze' end)::customer_tier,
       now() - make_interval(secs => (${size.customers} - n) * 90.0),
       now() - make_interval(secs => (${size.customers} - n) * 60.0)
  from generate_series(1, ${size.customers}) as n,
       lateral (select ${pick(first, "n * 7 + n / 50")} as f, ${pick(last, "n * 11 + n / 97")} as l) as who`;
  const addresses = `
insert into addresses (id, customer_id, street, city, postcode)
select n, 1 + (n - 1) % ${size.customers}, (1 + n % 180) || ' ' || ${pick(words(STREETS, "|"), "n / 7")} || ' Street',
       ${pick(words(CITIES), "n / 3")},
       chr(65 + n % 26) || chr(65 + (n / 26) % 26) || (1 + n % 20) || ' ' || (n % 10) || 'XY'
  from generate_series(1, ${size.addresses}) as n`;
  const products = `
insert into products (id, sku, title, price_cents)
select n, 'SKU-' || lpad(n::text, 6, '0'),
       ${pick(words(MATERIALS, "|"), "n / 14")} || ' ' || ${pick(words(GOODS, "|"), "n")}, 495 + (n * 7919) % 20000
  from generate_series(1, ${size.products}) as n`;
  const orders = `
insert into orders (id, customer_id, status, placed_at, updated_at)
select n, 1 + (n::bigint * 48271) % ${size.customers},
       (case when n % 50 = 0 then 'cancelled' when n > ${size.orders} * 0.98 then 'paid' else 'delivered' end)::order_status,
       now() - make_interval(secs => (${size.orders} - n) * 40.0),
       now() - make_interval(secs => (${size.orders} - n) * 39.0)
  from generate_series(1, ${size.orders}) as n`;
  const orderLines = `
insert into order_lines (order_id, line_no, product_id, quantity, unit_price_cents)
select o, l, p, 1 + (o + l) % 4, 495 + (p * 7919) % 20000
  from generate_series(1, ${size.orders}) as o, generate_series(1, ${size.linesPerOrder}) as l,
       lateral (select (1 + (o::bigint * 69621 + l * 31) % ${size.products})::integer as p) as product`;
  const payments = `
insert into payments (id, order_id, amount_cents, method, captured_at)
select n, n, 990 + (n::bigint * 104729) % 60000, case when n % 4 = 0 then 'paypal' else 'card' end,
       now() - make_interval(secs => (${size.orders} - n) * 39.0)
  from generate_series(1, ${size.orders}) as n`;
  // The last 80 days, so that several monthly partitions hold rows.
  const events = `
insert into events (id, occurred_at, customer_id, kind, payload)
select n, now() - interval '80 days' * (1 - n::float8 / ${size.events}), 1 + (n::bigint * 16807) % ${size.customers},
       ${pick(words("page-viewed searched added-to-basket signed-in"), "n")}, jsonb_build_object('session', n / 7)
  from generate_series(1, ${size.events}) as n`;
  return [
    [customers, addresses, events],
    [products, orders, orderLines, payments],
  ];
}

/** Identity columns go on behind the rows that were given their ids. */
export const SHOP_SEQUENCES: readonly string[] = [
  "customers",
  "addresses",
  "products",
  "orders",
  "payments",
  "events",
].map((table) => `select setval(pg_get_serial_sequence('${table}', 'id'), (select max(id) from ${table}))`);
