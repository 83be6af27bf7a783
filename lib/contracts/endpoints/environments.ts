import * as z from "zod";
import { PageQuery, pageOf } from "../common";
import { Environment, EnvironmentCheck, EnvironmentInput, EnvironmentPatch } from "../environment";
import { Locks, SessionActionInput } from "../locks";
import { CatalogQuery, SessionActed, SessionParams } from "../queries";
import type { Endpoint } from "./endpoint";

export const environmentEndpoints = [
  {
    method: "GET",
    path: "/api/v1/environments",
    tag: "environments",
    summary: "List environments, lowest tier first",
    role: "viewer",
    query: PageQuery,
    responses: { 200: { description: "A page of environments", schema: pageOf(Environment) } },
  },
  {
    method: "POST",
    path: "/api/v1/environments",
    tag: "environments",
    summary: "Add an environment; its connection is tried first",
    description:
      "A server that does not let us in is refused with 422 on `connectionString`. What is missing beyond that is in `lastCheck`, with SQL that mends it.",
    role: "admin",
    body: EnvironmentInput,
    responses: { 201: { description: "The environment", schema: Environment } },
  },
  {
    method: "GET",
    path: "/api/v1/environments/{id}",
    tag: "environments",
    summary: "Show an environment, never its password",
    role: "viewer",
    responses: { 200: { description: "The environment", schema: Environment } },
    fails: [404],
  },
  {
    method: "PATCH",
    path: "/api/v1/environments/{id}",
    tag: "environments",
    summary: "Change an environment: only what is given, within `policy` too",
    role: "admin",
    body: EnvironmentPatch,
    responses: { 200: { description: "The environment", schema: Environment } },
    fails: [404, 409],
  },
  {
    method: "DELETE",
    path: "/api/v1/environments/{id}",
    tag: "environments",
    summary: "Delete an environment and forget its password; history stays",
    role: "admin",
    responses: { 204: { description: "Deleted" } },
    fails: [404, 409],
  },
  {
    method: "POST",
    path: "/api/v1/environments/{id}/check",
    tag: "environments",
    summary: "Try the connection again",
    role: "engineer",
    responses: { 200: { description: "What was found", schema: EnvironmentCheck } },
    fails: [404],
  },
  {
    method: "GET",
    path: "/api/v1/environments/{id}/catalog",
    tag: "environments",
    summary: "Show the schema: tables with sizes, rows, writes a second, columns, indexes",
    description: "A picture some seconds old at most.",
    role: "viewer",
    query: CatalogQuery,
    responses: {
      200: {
        description: "The schema",
        schema: z
          .looseObject({
            serverVersion: z.string(),
            serverMajor: z.int(),
            database: z.string(),
            readAt: z.string(),
            tables: z.array(
              z.looseObject({
                schema: z.string(),
                name: z.string(),
                rowEstimate: z.number().nullable(),
                totalBytes: z.number(),
                writesPerSecond: z.number().nullable(),
                columns: z.array(z.looseObject({ name: z.string(), type: z.string(), notNull: z.boolean() })),
                indexes: z.array(z.looseObject({ name: z.string(), definition: z.string() })),
              }),
            ),
          })
          .meta({ id: "Catalog" }),
      },
    },
    fails: [404, 502],
  },
  {
    method: "GET",
    path: "/api/v1/environments/{id}/locks",
    tag: "locks",
    summary: "Show who blocks whom, now",
    description: "Viewers see statements without their literals.",
    role: "viewer",
    responses: { 200: { description: "One sample", schema: Locks } },
    fails: [404, 502],
  },
  {
    method: "GET",
    path: "/api/v1/environments/{id}/locks/stream",
    tag: "locks",
    summary: "Follow who blocks whom",
    description: "Event `locks` with a sample as data. At least two a second while somebody follows.",
    role: "viewer",
    responses: {
      200: { description: "Server-sent events", schema: z.string(), contentType: "text/event-stream" },
    },
    fails: [404],
  },
  {
    method: "POST",
    path: "/api/v1/environments/{id}/sessions/{pid}/cancel",
    tag: "locks",
    summary: "Cancel what a session runs; the reason goes on the audit trail",
    role: "engineer",
    params: SessionParams,
    body: SessionActionInput,
    responses: { 200: { description: "Whom it hit", schema: SessionActed } },
    fails: [404, 409, 502],
  },
  {
    method: "POST",
    path: "/api/v1/environments/{id}/sessions/{pid}/terminate",
    tag: "locks",
    summary: "End a session; the reason goes on the audit trail",
    role: "approver",
    params: SessionParams,
    body: SessionActionInput,
    responses: { 200: { description: "Whom it hit", schema: SessionActed } },
    fails: [404, 409, 502],
  },
] as const satisfies readonly Endpoint[];
