import * as z from "zod";
import { Instant } from "@/lib/contracts/common";

const Column = z.object({
  name: z.string(),
  position: z.int(),
  type: z.string(),
  notNull: z.boolean(),
  default: z.string().nullable(),
  identity: z.enum(["always", "by default"]).nullable(),
  generated: z.object({ kind: z.enum(["stored", "virtual"]), expression: z.string() }).nullable(),
  comment: z.string().nullable(),
});

const Constraint = z.object({
  name: z.string(),
  type: z.string(),
  columns: z.array(z.string()),
  definition: z.string(),
  validated: z.boolean(),
});

const Index = z.object({
  name: z.string(),
  columns: z.array(z.string()),
  unique: z.boolean(),
  primary: z.boolean(),
  valid: z.boolean(),
  definition: z.string(),
  bytes: z.number(),
  scans: z.number(),
});

const Trigger = z.object({ name: z.string(), definition: z.string(), enabled: z.string() });

const Table = z.object({
  schema: z.string(),
  name: z.string(),
  kind: z.enum(["table", "partitioned", "partition", "foreign"]),
  owner: z.string(),
  comment: z.string().nullable(),
  rowEstimate: z.number().nullable(),
  totalBytes: z.number(),
  writesTotal: z.number(),
  statsAgeSeconds: z.number().nullable(),
  columns: z.array(Column),
  constraints: z.array(Constraint),
  indexes: z.array(Index),
  triggers: z.array(Trigger),
});

/** The part of `lib/catalog/model.ts` that the screens read; the rest of the answer is dropped on arrival. */
export const CatalogAnswer = z.object({
  serverVersion: z.string(),
  serverMajor: z.int(),
  database: z.string(),
  readAt: Instant,
  tables: z.array(Table),
  views: z.array(
    z.object({ schema: z.string(), name: z.string(), materialized: z.boolean(), definition: z.string() }),
  ),
  enums: z.array(z.object({ schema: z.string(), name: z.string(), values: z.array(z.string()) })),
});
export type CatalogAnswer = z.infer<typeof CatalogAnswer>;
export type CatalogTable = z.infer<typeof Table>;
