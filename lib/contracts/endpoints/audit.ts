import * as z from "zod";
import { AuditEvent, AuditQuery, AuditVerification } from "../audit";
import { pageOf } from "../common";
import type { Endpoint } from "./endpoint";

export const auditEndpoints = [
  {
    method: "GET",
    path: "/api/v1/audit",
    tag: "audit",
    summary: "List audit events, newest first",
    role: "viewer",
    query: AuditQuery,
    responses: { 200: { description: "A page of events", schema: pageOf(AuditEvent) } },
  },
  {
    method: "GET",
    path: "/api/v1/audit/export",
    tag: "audit",
    summary: "Export the whole trail, oldest first",
    description:
      "One event per line. `GET /audit/verify` checks the same chain; so does anybody with this file.",
    role: "viewer",
    responses: {
      200: { description: "JSON lines", schema: z.string(), contentType: "application/x-ndjson" },
    },
  },
  {
    method: "GET",
    path: "/api/v1/audit/verify",
    tag: "audit",
    summary: "Follow the hash chain from its first event to its last",
    role: "viewer",
    responses: { 200: { description: "Whether it holds, and where it breaks", schema: AuditVerification } },
  },
] as const satisfies readonly Endpoint[];
