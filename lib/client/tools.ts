import { queryOptions } from "@tanstack/react-query";
import type { Page } from "@/lib/contracts/common";
import type {
  EnvironmentTool,
  ExportOptions,
  PlanExport,
  RepositoryFile,
  ToolId,
  ToolRecord,
  ToolRecordInput,
} from "@/lib/contracts/interop";
import { getBlob, getJson, queryString, sendJson } from "./http";

export const toolKeys = {
  environment: (id: string) => ["environments", id, "tools"] as const,
  records: (planId: string, environmentId: string) => ["plans", planId, "records", environmentId] as const,
};

/** Migration tools whose history is in an environment's database. */
export const environmentToolsOptions = (id: string) =>
  queryOptions({
    queryKey: toolKeys.environment(id),
    queryFn: ({ signal }) => getJson<Page<EnvironmentTool>>(`/environments/${id}/tools`, signal),
    staleTime: 30_000,
    retry: false,
  });

const exportPath = (planId: string, asked: Readonly<Record<string, string | undefined>> = {}) =>
  `/plans/${planId}/export${queryString(asked)}`;

/** Files of the team's that a plan's have to continue, by their paths in the folder of the migrations. */
export interface ContinuedFiles {
  /** When they were read, in milliseconds: tells one choice from another. */
  readonly readAt: number;
  readonly files: readonly RepositoryFile[];
}

/** Only Drizzle's are continued; `drizzle` is its own folder. */
const inRepository = ({ files }: ContinuedFiles, { directory = "drizzle" }: ExportOptions) =>
  files.map(({ path, content }) => ({ path: `${directory}/${path}`, content }));

/** A plan as files of a tool. The same question has the same answer: a plan never changes. */
export const planExportOptions = (
  planId: string,
  tool: ToolId,
  options: ExportOptions,
  continued: ContinuedFiles | null = null,
) =>
  queryOptions({
    queryKey: ["plans", planId, "export", tool, options, continued?.readAt ?? null] as const,
    queryFn: ({ signal }) =>
      continued
        ? sendJson<PlanExport>("POST", exportPath(planId), {
            tool,
            ...options,
            repository: inRepository(continued, options),
          })
        : getJson<PlanExport>(exportPath(planId, { tool, ...options }), signal),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });

export const downloadPlanExport = (
  planId: string,
  tool: ToolId,
  options: ExportOptions,
  continued: ContinuedFiles | null,
) =>
  continued
    ? getBlob(exportPath(planId), "application/zip", {
        tool,
        ...options,
        repository: inRepository(continued, options),
      })
    : getBlob(exportPath(planId, { tool, ...options }), "application/zip");

/** What was written into tools' histories for a plan on an environment. */
export const recordsOptions = (planId: string, environmentId: string) =>
  queryOptions({
    queryKey: toolKeys.records(planId, environmentId),
    queryFn: ({ signal }) =>
      getJson<Page<ToolRecord>>(`/plans/${planId}/environments/${environmentId}/records`, signal),
    staleTime: 10_000,
  });

export const recordPhase = (planId: string, environmentId: string, input: ToolRecordInput) =>
  sendJson<ToolRecord>("POST", `/plans/${planId}/environments/${environmentId}/records`, input);
