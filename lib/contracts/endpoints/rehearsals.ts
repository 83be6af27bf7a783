import { pageOf } from "../common";
import { RehearsalQuery } from "../queries";
import { Rehearsal, RehearsalBrief, RehearsalInput } from "../rehearsal";
import type { Endpoint } from "./endpoint";

export const rehearsalEndpoints = [
  {
    method: "POST",
    path: "/api/v1/plans/{id}/rehearsals",
    tag: "rehearsals",
    summary: "Rehearse a plan on a throwaway copy of an environment's structure",
    description:
      "Queued; a worker takes it up. `queries` are statements of the app that must work at every boundary of the plan; left out, they are those that `pg_stat_statements` of the environment has seen. The environment is only read.",
    role: "engineer",
    body: RehearsalInput,
    responses: { 202: { description: "The rehearsal, queued", schema: Rehearsal } },
    fails: [404],
  },
  {
    method: "GET",
    path: "/api/v1/plans/{id}/rehearsals",
    tag: "rehearsals",
    summary: "List rehearsals of a plan, newest first, without their reports",
    role: "viewer",
    query: RehearsalQuery,
    responses: { 200: { description: "A page of rehearsals", schema: pageOf(RehearsalBrief) } },
    fails: [404],
  },
  {
    method: "GET",
    path: "/api/v1/rehearsals/{id}",
    tag: "rehearsals",
    summary: "Show a rehearsal, once it has ended with its report",
    description:
      "`failed` where the report has an error among its findings, or where there is no report. Viewers see statements without their literals.",
    role: "viewer",
    responses: { 200: { description: "The rehearsal", schema: Rehearsal } },
    fails: [404],
  },
] as const satisfies readonly Endpoint[];
