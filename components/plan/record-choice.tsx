"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { ProblemState } from "@/components/ui/problem-state";
import { Select } from "@/components/ui/select";
import { environmentToolsOptions, planExportOptions, recordsOptions } from "@/lib/client/tools";
import type { Page } from "@/lib/contracts/common";
import type { Environment } from "@/lib/contracts/environment";
import type { EnvironmentTool, ToolId, ToolRecord } from "@/lib/contracts/interop";
import type { PhaseNode, Plan } from "@/lib/contracts/plan";

/** A tool whose history a run of the phase can write, with what its files are named after. */
interface RecordableTool {
  readonly tool: ToolId;
  readonly label: string;
  readonly history: string;
  readonly options: { readonly newest?: string };
}

/**
 * The tools in the environment's database that can be told of the phase. Later phases are named after what the first of
 * the plan's records here followed, so that their files keep their names. Sqitch's have the same names whatever they
 * follow, and are told what comes right before them now.
 */
function recordableTools(
  found: Page<EnvironmentTool>,
  records: Page<ToolRecord>,
  phase: PhaseNode,
): readonly RecordableTool[] {
  const standing = records.items.filter(({ forgottenAt }) => forgottenAt === null);
  return found.items
    .filter(({ tool, records: writes }) => {
      return writes && !standing.some((one) => one.tool === tool && one.phaseId === phase.id);
    })
    .map(({ tool, label, history, newest }) => {
      const first = standing.find((one) => one.tool === tool);
      const follows = first && tool !== "sqitch" ? first.follows : newest;
      return { tool, label, history, options: follows === null ? {} : { newest: follows } };
    });
}

/**
 * `tools` is empty until they are read, and where they cannot be. `read` waits for them: whoever presses at once must not
 * miss the question.
 */
export function useRecordableTools(plan: Plan, phase: PhaseNode, environment: Environment, enabled: boolean) {
  const client = useQueryClient();
  const ofEnvironment = environmentToolsOptions(environment.id);
  const ofPlan = recordsOptions(plan.id, environment.id);
  const found = useQuery({ ...ofEnvironment, enabled });
  const records = useQuery({ ...ofPlan, enabled });
  return {
    tools: found.data && records.data ? recordableTools(found.data, records.data, phase) : [],
    async read(): Promise<readonly RecordableTool[]> {
      try {
        return recordableTools(
          await client.ensureQueryData(ofEnvironment),
          await client.ensureQueryData(ofPlan),
          phase,
        );
      } catch {
        return [];
      }
    },
  };
}

/** Whether the run is to write the tool's history, and under which names. */
export function RecordChoice({
  plan,
  phase,
  tools,
  chosen,
  onChoose,
}: {
  readonly plan: Plan;
  readonly phase: PhaseNode;
  readonly tools: readonly RecordableTool[];
  readonly chosen: RecordableTool | null;
  readonly onChoose: (tool: ToolId | null) => void;
}) {
  return (
    <div className="flex flex-col gap-1">
      <Select<ToolId | "none">
        label="Record in"
        value={chosen?.tool ?? "none"}
        onChange={(id) => onChoose(id === "none" ? null : id)}
        options={[
          { id: "none", label: "Nothing" },
          ...tools.map(({ tool, label, history }) => ({ id: tool, label, detail: history })),
        ]}
        description="Written with the phase's last step, so that the tool does not run its files again."
      />
      {chosen && <RecordedFiles plan={plan} phase={phase} chosen={chosen} />}
    </div>
  );
}

function RecordedFiles({
  plan,
  phase,
  chosen,
}: {
  readonly plan: Plan;
  readonly phase: PhaseNode;
  readonly chosen: RecordableTool;
}) {
  const files = useQuery(planExportOptions(plan.id, chosen.tool, { ...chosen.options, phase: phase.id }));
  if (files.isError) return <ProblemState error={files.error} />;
  return (
    <ul className="font-mono text-[13px] text-ink-2 [overflow-wrap:anywhere]">
      {files.data?.files.map(({ path }) => (
        <li key={path}>{path}</li>
      ))}
    </ul>
  );
}
