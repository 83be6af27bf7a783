/** A small generator of numbers that is the same everywhere (mulberry32): the same files in every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const TABLES = ["accounts", "orders", "order_lines", "customers", "invoices", "events", "sessions", "teams"];
const COLUMNS = ["note", "state", "email", "score", "kind", "amount", "source", "token"];

/** Migration files as teams write them: some careful, some not, a few with a transaction or a time limit of their own. */
export function migrationFiles(count: number): readonly { readonly name: string; readonly sql: string }[] {
  const random = seeded(20260101);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const statement = (): string => {
    const [table, other, column] = [pick(TABLES), pick(TABLES), pick(COLUMNS)];
    return pick([
      `ALTER TABLE ${table} ADD COLUMN ${column} text`,
      `ALTER TABLE ${table} ADD COLUMN ${column} integer NOT NULL DEFAULT 0`,
      `ALTER TABLE ${table} ADD COLUMN ${column} uuid NOT NULL DEFAULT gen_random_uuid()`,
      `ALTER TABLE ${table} ADD COLUMN ${column} timestamptz NOT NULL DEFAULT now()`,
      `ALTER TABLE ${table} ADD COLUMN ${column} varchar(40) NOT NULL`,
      `ALTER TABLE ${table} ADD COLUMN number bigserial`,
      `ALTER TABLE ${table} ALTER COLUMN ${column} SET NOT NULL`,
      `ALTER TABLE ${table} ALTER COLUMN ${column} DROP NOT NULL`,
      `ALTER TABLE ${table} ALTER COLUMN ${column} TYPE bigint`,
      `ALTER TABLE ${table} ALTER COLUMN ${column} SET DEFAULT 'x'`,
      `ALTER TABLE ${table} DROP COLUMN ${column}`,
      `ALTER TABLE ${table} RENAME COLUMN ${column} TO ${column}_old`,
      `ALTER TABLE ${table} RENAME TO ${table}_old`,
      `ALTER TABLE ${table} ADD CONSTRAINT ${table}_${column}_set CHECK (${column} IS NOT NULL)`,
      `ALTER TABLE ${table} ADD CONSTRAINT ${table}_${column}_set CHECK (${column} IS NOT NULL) NOT VALID`,
      `ALTER TABLE ${table} ADD FOREIGN KEY (${column}) REFERENCES ${other} (id)`,
      `ALTER TABLE ${table} ADD CONSTRAINT ${table}_fk FOREIGN KEY (${column}) REFERENCES ${other} (id) NOT VALID`,
      `ALTER TABLE ${table} ADD UNIQUE (${column})`,
      `CREATE INDEX ${table}_${column}_idx ON ${table} (${column})`,
      `CREATE INDEX CONCURRENTLY ${table}_${column}_idx ON ${table} (${column})`,
      `CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS ${table}_${column}_key ON ${table} (${column})`,
      `DROP INDEX ${table}_${column}_idx`,
      `DROP INDEX CONCURRENTLY ${table}_${column}_idx`,
      `DROP TABLE ${table}`,
      `CREATE TABLE ${table}_log (id serial PRIMARY KEY, ${column} varchar(100), at timestamp)`,
      `CREATE TABLE ${table}_log (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, ${column} text, at timestamptz)`,
      `UPDATE ${table} SET ${column} = lower(${column}) WHERE ${column} IS NOT NULL`,
      `TRUNCATE ${table} CASCADE`,
      `ALTER TYPE mood ADD VALUE '${column}'`,
      `REINDEX TABLE ${table}`,
      `COMMENT ON COLUMN ${table}.${column} IS 'what it holds'`,
      `VACUUM FULL ${table}`,
    ]);
  };
  return Array.from({ length: count }, (_, at) => {
    const body = Array.from({ length: 1 + Math.floor(random() * 4) }, () => `${statement()};`).join("\n");
    const limits = random() < 0.3 ? "SET lock_timeout = '3s';\nSET statement_timeout = '10min';\n" : "";
    const alone = /CONCURRENTLY|VACUUM/.test(body);
    const sql = !alone && random() < 0.4 ? `BEGIN;\n${limits}${body}\nCOMMIT;\n` : `${limits}${body}\n`;
    return { name: `${String(at + 1).padStart(5, "0")}_change.sql`, sql: `-- ${at + 1}\n${sql}` };
  });
}

/** DDL as a dump of many tables has it, of about as many bytes. */
export function dumpOf(bytes: number): string {
  const parts: string[] = [];
  let size = 0;
  for (let at = 0; size < bytes; at += 1) {
    const [table, parent] = [`public.t_${at}`, `public.t_${Math.floor(at / 2)}`];
    const part = `CREATE TABLE ${table} (
    id bigint NOT NULL,
    parent_id bigint,
    name character varying(200) DEFAULT ''::character varying NOT NULL,
    state text DEFAULT 'new'::text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT state_check CHECK ((state = ANY (ARRAY['new'::text, 'done'::text])))
);
ALTER TABLE ${table} OWNER TO app;
COMMENT ON COLUMN ${table}.state IS 'where it stands; see the manual';
ALTER TABLE ONLY ${table} ADD CONSTRAINT t_${at}_pkey PRIMARY KEY (id);
CREATE INDEX t_${at}_parent ON ${table} USING btree (parent_id);
ALTER TABLE ONLY ${table} ADD CONSTRAINT t_${at}_fkey FOREIGN KEY (parent_id) REFERENCES ${parent}(id);
ALTER TABLE legacy_${at % 500} ADD COLUMN c${at} integer;
`;
    parts.push(part);
    size += part.length;
  }
  return parts.join("\n");
}
