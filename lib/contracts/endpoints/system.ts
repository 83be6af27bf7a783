import * as z from "zod";
import { DemoSignedIn, DemoSignInInput, Health, SessionInfo, SetupInput, SetupState } from "../session";
import { User } from "../user";
import type { Endpoint } from "./endpoint";

export const systemEndpoints = [
  {
    method: "GET",
    path: "/api/v1/session",
    tag: "session",
    summary: "Say who is asking, and which ways in are open",
    role: "public",
    responses: { 200: { description: "The session; `user` is null for nobody", schema: SessionInfo } },
  },
  {
    method: "POST",
    path: "/api/v1/session/demo",
    tag: "session",
    summary: "Sign in as one of the demo's people",
    description:
      "Only while the demo is on and the server is bound to a loopback address. Sets the session cookie.",
    role: "public",
    body: DemoSignInInput,
    responses: { 200: { description: "Signed in", schema: DemoSignedIn } },
  },
  {
    method: "GET",
    path: "/api/v1/setup",
    tag: "session",
    summary: "Say whether the first administrator is still to be made",
    role: "public",
    responses: { 200: { description: "Whether set-up is needed", schema: SetupState } },
  },
  {
    method: "POST",
    path: "/api/v1/setup",
    tag: "session",
    summary: "Make the first administrator, once",
    description: "With the one-time code from the server's log. 410 for ever after.",
    role: "public",
    body: SetupInput,
    responses: { 201: { description: "The administrator", schema: User } },
    fails: [410, 429],
  },
  {
    method: "GET",
    path: "/api/v1/health",
    tag: "system",
    summary: "Say whether Interlock is up and can work",
    description: "503 while its own database cannot be used or is not migrated.",
    role: "public",
    responses: {
      200: { description: "Ready", schema: Health },
      503: { description: "Alive, but not ready", schema: Health },
    },
  },
  {
    method: "GET",
    path: "/api/v1/metrics",
    tag: "system",
    summary: "Metrics for Prometheus",
    role: "viewer",
    responses: { 200: { description: "Text format 0.0.4", schema: z.string(), contentType: "text/plain" } },
  },
  {
    method: "GET",
    path: "/api/openapi.json",
    tag: "system",
    summary: "This document",
    role: "public",
    responses: { 200: { description: "OpenAPI 3.1", schema: z.record(z.string(), z.unknown()) } },
  },
] as const satisfies readonly Endpoint[];
