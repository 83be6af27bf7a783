import * as z from "zod";
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from "zod-openapi";
import { Id, Problem } from "./common";
import { endpoints } from "./endpoints";
import type { Endpoint } from "./endpoints/endpoint";

const FAILURES: Readonly<Record<number, string>> = {
  401: "Nobody signed in, or an API key that is not valid",
  403: "Not for this person or this role",
  404: "There is no such thing",
  409: "The state forbids it; `reasons` says why",
  410: "No longer possible, ever",
  413: "The body is too long",
  415: "The body says it is something else than JSON",
  422: "The input is not understood; `errors` names each field",
  429: "Too many tries",
  500: "A bug, or Interlock's own database is gone",
  502: "The target database could not be used",
};

/** The OpenAPI 3.1 document of the HTTP API, made from the schemas that the routes parse with. */
export function openApiDocument(version: string) {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const endpoint of endpoints) {
    paths[endpoint.path] = {
      ...paths[endpoint.path],
      [endpoint.method.toLowerCase()]: operationOf(endpoint),
    };
  }
  return createDocument({
    openapi: "3.1.0",
    info: {
      title: "Interlock",
      version,
      description:
        "Phased, zero-downtime Postgres schema changes. Instants are ISO 8601 UTC, durations milliseconds (`…Ms`), " +
        "sizes bytes (`…Bytes`). Errors are `application/problem+json`. With the session cookie a change must come from Interlock's own pages.",
    },
    servers: [{ url: "/" }],
    security: [{ apiKey: [] }, { session: [] }],
    components: {
      securitySchemes: {
        apiKey: { type: "http", scheme: "bearer" },
        session: { type: "apiKey", in: "cookie", name: "interlock.session_token" },
      },
    },
    paths: paths as ZodOpenApiPathsObject,
  });
}

function operationOf(endpoint: Endpoint): ZodOpenApiOperationObject {
  const params = endpoint.params ?? idParams(endpoint.path);
  return {
    operationId: operationIdOf(endpoint),
    tags: [endpoint.tag],
    summary: endpoint.summary,
    description: [endpoint.description, roleText(endpoint.role)].filter(Boolean).join("\n\n"),
    ...(endpoint.role === "public" && { security: [] }),
    ...((params || endpoint.query) && {
      requestParams: { ...(params && { path: params }), ...(endpoint.query && { query: endpoint.query }) },
    }),
    ...(endpoint.body && {
      requestBody: {
        required: !endpoint.bodyOptional,
        content: { "application/json": { schema: endpoint.body } },
      },
    }),
    responses: { ...successes(endpoint), ...failures(endpoint) },
  };
}

function successes(endpoint: Endpoint) {
  return Object.fromEntries(
    Object.entries(endpoint.responses).map(([status, { description, schema, contentType }]) => [
      status,
      { description, ...(schema && { content: { [contentType ?? "application/json"]: { schema } } }) },
    ]),
  );
}

function failures(endpoint: Endpoint) {
  const statuses = new Set<number>([...(endpoint.fails ?? []), 500]);
  if (endpoint.role !== "public") for (const status of [401, 403]) statuses.add(status);
  if (endpoint.role === "public" && endpoint.method !== "GET") statuses.add(403);
  if (endpoint.body || endpoint.query || endpoint.params) statuses.add(422);
  if (endpoint.body) for (const status of [413, 415]) statuses.add(status);
  return Object.fromEntries(
    [...statuses]
      .sort((a, b) => a - b)
      .map((status) => [
        String(status),
        {
          description: FAILURES[status] ?? "",
          content: { "application/problem+json": { schema: Problem } },
        },
      ]),
  );
}

/** The names in braces of a path, each an opaque id. */
function idParams(path: string): z.ZodObject | undefined {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? "");
  return names.length === 0 ? undefined : z.object(Object.fromEntries(names.map((name) => [name, Id])));
}

/** `GET /api/v1/users/{id}/api-keys` → `getUsersByIdApiKeys`. */
function operationIdOf({ method, path }: Endpoint): string {
  const words = path
    .replace(/^\/api\/(v1\/)?/, "")
    .replace(/\{(\w+)\}/g, "by-$1")
    .split(/[^A-Za-z0-9]+/);
  return method.toLowerCase() + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
}

function roleText(role: Endpoint["role"]): string {
  return role === "public" ? "Anybody may call it." : `Needs the role \`${role}\` or a higher one.`;
}
