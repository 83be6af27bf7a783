import type { OperationCase } from "./operation-case";

export const createSequenceCases: readonly OperationCase[] = [
  {
    kind: "create-sequence",
    title: "in a schema of quoted name",
    words: { sql: `CREATE SEQUENCE "Odd one"."Num bers" AS int START 1000 INCREMENT BY 10 CYCLE` },
    naive: `CREATE SEQUENCE "Odd one"."Num bers" AS int START 1000 INCREMENT BY 10 CYCLE`,
    nodes: ["expand"],
  },
  {
    kind: "create-sequence",
    title: "along the search path",
    words: { sentence: "create sequence numbers" },
    naive: "CREATE SEQUENCE public.numbers",
    nodes: ["expand"],
  },
];

export const dropSequenceCases: readonly OperationCase[] = [
  {
    kind: "drop-sequence",
    title: "that is in use",
    setUp: "CREATE SEQUENCE public.numbers; SELECT pg_catalog.nextval('public.numbers')",
    words: { sentence: "drop sequence numbers" },
    naive: "DROP SEQUENCE public.numbers",
    nodes: ["deploy-forget-sequence", "contract"],
  },
];

export const createExtensionCases: readonly OperationCase[] = [
  {
    kind: "create-extension",
    title: "in the first schema of the path",
    words: { sentence: "create extension if not exists citext" },
    naive: "CREATE EXTENSION citext SCHEMA public",
    nodes: ["expand"],
    repeatable: true,
  },
  {
    kind: "create-extension",
    title: "that is there",
    setUp: "CREATE EXTENSION citext SCHEMA public",
    words: { sql: "CREATE EXTENSION IF NOT EXISTS citext" },
    naive: "CREATE EXTENSION IF NOT EXISTS citext",
    nodes: ["expand"],
    repeatable: true,
  },
];

export const dropExtensionCases: readonly OperationCase[] = [
  {
    kind: "drop-extension",
    title: "in another schema",
    setUp: `CREATE EXTENSION citext SCHEMA "Odd one"`,
    words: { sql: "DROP EXTENSION citext" },
    naive: "DROP EXTENSION citext",
    nodes: ["deploy-forget-extension", "contract"],
  },
];

export const createSchemaCases: readonly OperationCase[] = [
  {
    kind: "create-schema",
    title: "of a quoted name, with a table in it",
    words: { sql: `CREATE SCHEMA "At tic"; CREATE TABLE "At tic".boxes (id int)` },
    naive: `CREATE SCHEMA "At tic"; CREATE TABLE "At tic".boxes (id int)`,
    nodes: ["expand"],
  },
  {
    kind: "create-schema",
    title: "that is there",
    words: { sentence: `create schema if not exists "Odd one"` },
    naive: `CREATE SCHEMA IF NOT EXISTS "Odd one"`,
    nodes: ["expand"],
    repeatable: true,
  },
];

export const dropSchemaCases: readonly OperationCase[] = [
  {
    kind: "drop-schema",
    title: "with a comment and grants",
    setUp:
      "CREATE SCHEMA attic; COMMENT ON SCHEMA attic IS 'old things'; GRANT USAGE ON SCHEMA attic TO PUBLIC",
    words: { sentence: "drop schema attic" },
    naive: "DROP SCHEMA attic",
    nodes: ["contract"],
  },
];

export const createDomainCases: readonly OperationCase[] = [
  {
    kind: "create-domain",
    title: "with a rule that calls a function, and a table that uses it",
    words: {
      sql: "CREATE DOMAIN tidied AS text CHECK (VALUE = tidy(VALUE)); CREATE TABLE tidies (name tidied)",
    },
    naive:
      "CREATE DOMAIN public.tidied AS text CHECK (VALUE = public.tidy(VALUE)); CREATE TABLE public.tidies (name public.tidied)",
    nodes: ["expand"],
  },
];

export const dropDomainCases: readonly OperationCase[] = [
  {
    kind: "drop-domain",
    title: "with rules, a default and a comment",
    setUp: `CREATE DOMAIN public.code AS varchar(9) COLLATE "C" DEFAULT 'x' NOT NULL CONSTRAINT short CHECK (length(VALUE) < 9);
      COMMENT ON DOMAIN public.code IS 'a word'; REVOKE ALL ON DOMAIN public.code FROM PUBLIC`,
    words: { sentence: "drop domain code" },
    naive: "DROP DOMAIN public.code",
    nodes: ["deploy-forget-domain", "contract"],
  },
];

export const dropTypeCases: readonly OperationCase[] = [
  {
    kind: "drop-type",
    title: "an enum that no column has",
    setUp: `CREATE TYPE public.colour AS ENUM ('red', 'it''s blue'); COMMENT ON TYPE public.colour IS 'a word'`,
    words: { sql: "DROP TYPE colour" },
    naive: "DROP TYPE public.colour",
    nodes: ["deploy-forget-enum", "contract"],
  },
];

export const renameTypeCases: readonly OperationCase[] = [
  {
    kind: "rename-type",
    title: "an enum that a column has",
    words: { sentence: "rename type mood to feeling" },
    naive: "ALTER TYPE public.mood RENAME TO feeling",
    nodes: ["deploy-forget-type-name", "contract"],
  },
  {
    kind: "rename-type",
    title: "a domain",
    setUp: "CREATE DOMAIN public.code AS text",
    words: { sql: `ALTER DOMAIN code RENAME TO "Co de"` },
    naive: `ALTER DOMAIN public.code RENAME TO "Co de"`,
    nodes: ["deploy-forget-type-name", "contract"],
  },
];
