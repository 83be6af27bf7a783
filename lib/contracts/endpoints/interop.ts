import { pageOf } from "../common";
import {
  EnvironmentTool,
  ExportInput,
  ExportQuery,
  PlanExport,
  ToolRecord,
  ToolRecordInput,
} from "../interop";
import { MergeCheck, MergeCheckQuery } from "../merge-check";
import type { Endpoint } from "./endpoint";

export const interopEndpoints = [
  {
    method: "GET",
    path: "/api/v1/plans/{id}/export",
    tag: "tools",
    summary: "Write a plan as files of the team's own migration tool",
    description:
      "JSON, or a zip of the files where `Accept` is `application/zip`. One set of files for each phase.",
    role: "viewer",
    query: ExportQuery,
    responses: { 200: { description: "The files", schema: PlanExport } },
    fails: [404],
  },
  {
    method: "POST",
    path: "/api/v1/plans/{id}/export",
    tag: "tools",
    summary: "Write a plan as files that continue the team's own",
    description:
      "As GET, with files of the repository in the body: Drizzle's newest snapshot is extended for each phase. Nothing is kept.",
    role: "viewer",
    body: ExportInput,
    responses: { 200: { description: "The files", schema: PlanExport } },
    fails: [404],
  },
  {
    method: "GET",
    path: "/api/v1/environments/{id}/tools",
    tag: "tools",
    summary: "List the migration tools whose history is in an environment's database",
    role: "viewer",
    responses: { 200: { description: "The tools found", schema: pageOf(EnvironmentTool) } },
    fails: [404, 502],
  },
  {
    method: "GET",
    path: "/api/v1/plans/{id}/environments/{envId}/records",
    tag: "tools",
    summary: "List what was written into tools' histories for a plan on an environment",
    role: "viewer",
    responses: { 200: { description: "The records, oldest first", schema: pageOf(ToolRecord) } },
  },
  {
    method: "POST",
    path: "/api/v1/plans/{id}/environments/{envId}/records",
    tag: "tools",
    summary: "Tell the team's migration tool that a phase has run",
    description:
      "Writes the rows that the tool itself would have written, under its own lock: its status is then up to date and its next run does nothing. 409 where the phase has not succeeded here, or the tool would stumble over the rows. Give the options the files were exported with.",
    role: "engineer",
    body: ToolRecordInput,
    responses: { 201: { description: "What was written", schema: ToolRecord } },
    fails: [404, 409, 502],
  },
  {
    method: "DELETE",
    path: "/api/v1/plans/{id}/environments/{envId}/records/{recordId}",
    tag: "tools",
    summary: "Take a record away again, once its phase is taken back or its run has failed",
    role: "engineer",
    responses: { 200: { description: "The record, forgotten", schema: ToolRecord } },
    fails: [404, 409, 502],
  },
  {
    method: "GET",
    path: "/api/v1/merge-checks",
    tag: "tools",
    summary: "Say whether the exported files of a phase may be merged",
    description:
      "`plan` and `phase` stand in the header of each file. Everything before the phase must be done on every production, or on the environment asked about; what is not is said in words. `interlock check` asks this for the files of a pull request.",
    role: "viewer",
    query: MergeCheckQuery,
    responses: { 200: { description: "Whether, and what is waited for", schema: MergeCheck } },
    fails: [404],
  },
] as const satisfies readonly Endpoint[];
