import { beforeAll, expect, it } from "vitest";
import { loadParser } from "@/lib/sql/parse";
import { catalogOf, column, constraint, index, table } from "@/lib/testing/catalog-fixture";
import { understandChange } from "./understand";

beforeAll(loadParser);

const ID = column("id", { type: "bigint", notNull: true });
const key = (name: string) => ({
  constraints: [constraint(name, { type: "primary key", columns: ["id"], indexName: name })],
  indexes: [index(name, ["id"], { unique: true, primary: true, constraintName: name })],
});
const catalog = catalogOf([
  table({
    schema: "public",
    name: "User",
    columns: [ID, column("email", { position: 2 }), column("age", { position: 3, type: "integer" })],
    ...key("User_pkey"),
  }),
  table({
    schema: "public",
    name: "posts",
    columns: [ID, column("title", { position: 2 }), column("user_id", { position: 3, type: "bigint" })],
    ...key("posts_pkey"),
  }),
]);

/** Files as tools write them, with the kinds of operation that each must become. */
const FILES: readonly (readonly [tool: string, sql: string, kinds: readonly string[]])[] = [
  [
    "Prisma",
    `-- AlterTable
ALTER TABLE "User" ADD COLUMN     "nick" TEXT,
ALTER COLUMN "email" SET NOT NULL;

-- CreateTable
CREATE TABLE "Profile" (
    "id" SERIAL NOT NULL,
    "bio" TEXT,
    "userId" BIGINT NOT NULL,

    CONSTRAINT "Profile_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "User_email_key" ON "User"("email");

-- AddForeignKey
ALTER TABLE "Profile" ADD CONSTRAINT "Profile_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
`,
    ["add-column", "set-not-null", "create-table", "create-index"],
  ],
  [
    "Drizzle",
    `CREATE TYPE "public"."mood" AS ENUM('sad', 'ok');--> statement-breakpoint
ALTER TABLE "posts" ADD COLUMN "mood" text DEFAULT 'ok' NOT NULL;--> statement-breakpoint
ALTER TABLE "posts" ADD CONSTRAINT "posts_user_id_User_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."User"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "posts_title_idx" ON "posts" USING btree ("title");`,
    ["create-enum", "add-column", "add-foreign-key", "create-index"],
  ],
  [
    "Django sqlmigrate",
    `BEGIN;
--
-- Add field slug to post
--
ALTER TABLE "posts" ADD COLUMN "slug" varchar(50) DEFAULT '' NOT NULL;
ALTER TABLE "posts" ALTER COLUMN "slug" DROP DEFAULT;
CREATE INDEX "posts_title_1a2b_like" ON "posts" ("title" text_pattern_ops);
COMMIT;
`,
    ["add-column", "drop-default", "create-index"],
  ],
  [
    "Alembic --sql",
    `BEGIN;

-- Running upgrade 1a -> 2b

ALTER TABLE posts ALTER COLUMN title SET NOT NULL;

ALTER TABLE posts RENAME user_id TO author_id;

UPDATE alembic_version SET version_num='2b' WHERE alembic_version.version_num = '1a';

COMMIT;
`,
    ["set-not-null", "rename-column", "raw-sql"],
  ],
  [
    "Rails",
    `ALTER TABLE "posts" ADD "published_at" timestamp(6);
CREATE INDEX CONCURRENTLY "index_posts_on_user_id" ON "posts" ("user_id");
ALTER TABLE "posts" ADD CONSTRAINT "fk_rails_5b5d" FOREIGN KEY ("user_id") REFERENCES "User" ("id") NOT VALID;
ALTER TABLE "posts" VALIDATE CONSTRAINT "fk_rails_5b5d";
`,
    ["add-column", "create-index", "add-foreign-key"],
  ],
  [
    "TypeORM",
    `ALTER TABLE "posts" DROP COLUMN "title";
ALTER TABLE "posts" ADD "headline" character varying;`,
    ["drop-column", "add-column"],
  ],
  [
    "Knex",
    `alter table "posts" add column "views" integer not null default '0';
alter table "posts" add constraint "posts_title_unique" unique ("title");`,
    ["add-column", "add-unique"],
  ],
  [
    "Flyway, written on Windows",
    `\uFEFF-- V2__age.sql\r\nSET lock_timeout = '3s';\r\nALTER TABLE "User" ADD CONSTRAINT age_ok CHECK (age >= 0),\r\n  ALTER COLUMN age SET DEFAULT 0;\r\n/* block\r\n comment */ COMMENT ON COLUMN "User".age IS 'in years';\r\n`,
    ["add-check", "set-default", "comment"],
  ],
  [
    "psql script",
    `\\set ON_ERROR_STOP on
BEGIN;
ALTER TABLE posts ALTER title SET DEFAULT '';
ALTER TABLE posts ADD COLUMN x int;
\\echo done
COMMIT;
`,
    ["set-default", "add-column"],
  ],
  [
    "a DO block",
    `DO $$ BEGIN
  ALTER TABLE posts ADD COLUMN y int;
EXCEPTION WHEN duplicate_column THEN NULL;
END $$;
`,
    ["raw-sql"],
  ],
];

it.each(FILES)("reads a file of %s", async (_tool, sql, kinds) => {
  const read = await understandChange({ sql }, catalog);
  expect(read.ok ? read.value.map(({ kind }) => kind) : read.failure).toEqual(kinds);
});

it("refuses rows of COPY, naming the line, and reads on behind them", async () => {
  const sql =
    "ALTER TABLE posts ADD x int;\nCOPY posts (id, title) FROM stdin;\n1\tone; 'two\n\\.\nCOMMENT ON TABLE posts IS 'x';";
  expect(await understandChange({ sql }, catalog)).toMatchObject({
    ok: false,
    failure: { errors: [{ path: "sql", message: expect.stringMatching(/^line 2, column 1: COPY/) }] },
  });
});

it.each(["\\i other.sql", "\\ir ../other.sql", "\\connect shop"])(
  "refuses %s, whose SQL nobody has seen",
  async (line) => {
    const sql = `ALTER TABLE posts ADD x int;\n${line}\n`;
    expect(await understandChange({ sql }, catalog)).toMatchObject({
      ok: false,
      failure: { errors: [{ path: "sql", message: expect.stringMatching(/^line 2: psql/) }] },
    });
  },
);
