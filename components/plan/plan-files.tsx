"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ChevronRight, Download } from "lucide-react";
import { useQueryState } from "nuqs";
import { useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { CodeBlock } from "@/components/ui/code-block";
import { EmptyState } from "@/components/ui/empty-state";
import { Panel } from "@/components/ui/panel";
import { PhoneFold } from "@/components/ui/phone-fold";
import { ProblemState } from "@/components/ui/problem-state";
import { Select } from "@/components/ui/select";
import { SkeletonRows } from "@/components/ui/skeleton";
import { TextField } from "@/components/ui/text-field";
import { formatPlural } from "@/lib/client/format";
import {
  type ContinuedFiles,
  downloadPlanExport,
  environmentToolsOptions,
  planExportOptions,
  recordPhase,
  recordsOptions,
  toolKeys,
} from "@/lib/client/tools";
import { useRolePermission } from "@/lib/client/viewer";
import { TOOL_IDS, TOOL_LABELS } from "@/lib/contracts/constants";
import type { Environment } from "@/lib/contracts/environment";
import type { ExportedPhase, ExportOptions, ToolId } from "@/lib/contracts/interop";
import type { Plan } from "@/lib/contracts/plan";
import type { Rollout } from "@/lib/contracts/rollout";
import { NewestSnapshot } from "./newest-snapshot";

const isTool = (text: string | null): text is ToolId => TOOL_IDS.some((id) => id === text);

/** The plan as files of the team's own tool, one set a phase, and the tool told of what has run here. */
export function PlanFiles({
  plan,
  environment,
  rollout,
}: {
  readonly plan: Plan;
  readonly environment: Environment;
  readonly rollout: Rollout | undefined;
}) {
  const [chosen, choose] = useQueryState("tool");
  const [newest, setNewest] = useState<string | null>(null);
  const [folder, setFolder] = useState("");
  const [railsVersion, setRailsVersion] = useState("");
  const [opened, setOpened] = useState<ContinuedFiles | null>(null);
  const found = useQuery(environmentToolsOptions(environment.id));
  const detected = found.data?.items[0];
  const tool = isTool(chosen) ? chosen : (detected?.tool ?? "sql");
  const history = found.data?.items.find((one) => one.tool === tool);
  const records = useQuery(recordsOptions(plan.id, environment.id));
  // Once a phase is recorded, the newest is ours: the files keep the names that they had before.
  const first = records.data?.items.find((one) => one.tool === tool && one.forgottenAt === null);
  const said = newest ?? (first ? first.follows : history?.newest) ?? "";
  const options: ExportOptions = {
    ...(said.trim() === "" ? {} : { newest: said.trim() }),
    ...(folder.trim() === "" ? {} : { directory: folder.trim() }),
    ...(tool === "rails" && railsVersion.trim() !== "" ? { railsVersion: railsVersion.trim() } : {}),
  };
  const continued = tool === "drizzle" ? opened : null;
  const files = useQuery(planExportOptions(plan.id, tool, options, continued));
  const download = useMutation({
    mutationFn: async () => {
      const url = URL.createObjectURL(await downloadPlanExport(plan.id, tool, options, continued));
      const link = document.createElement("a");
      link.href = url;
      link.download = `interlock-${tool}-${plan.id}.zip`;
      link.click();
      URL.revokeObjectURL(url);
    },
  });
  return (
    <Panel
      title="As files of your migration tool"
      actions={
        <Button
          size="small"
          icon={<Download aria-hidden size={14} />}
          isDisabled={!files.data}
          isPending={download.isPending}
          onPress={() => download.mutate()}
        >
          Download zip
        </Button>
      }
    >
      <PhoneFold label="The files of each phase">
        <div className="grid gap-3 sm:grid-cols-2">
          <Select
            label="Tool"
            value={tool}
            onChange={(id) => {
              setNewest(null);
              void choose(id);
            }}
            options={TOOL_IDS.map((id) => {
              const there = found.data?.items.find((one) => one.tool === id);
              return {
                id,
                label: TOOL_LABELS[id],
                ...(there ? { detail: `its history is in ${there.history} of ${environment.name}` } : {}),
              };
            })}
          />
          <TextField
            label="Newest migration of the branch"
            value={said}
            onChange={setNewest}
            placeholder="none yet"
            description={
              tool === "django"
                ? "Ours come after it; with the app's label, like shop.0007_email."
                : "Ours are named to come after it."
            }
            mono
          />
          <TextField
            label="Folder of the migrations"
            value={folder}
            onChange={setFolder}
            placeholder="the tool's own"
            description="From the root of the repository."
            mono
          />
          {tool === "rails" && (
            <TextField
              label="Rails"
              value={railsVersion}
              onChange={setRailsVersion}
              placeholder="7.1"
              description="The version in brackets of your newest migration."
              mono
            />
          )}
        </div>
        {tool === "drizzle" && <NewestSnapshot continued={continued} onChange={setOpened} />}
        {download.isError && <ProblemState error={download.error} />}
        {files.isError ? (
          <ProblemState error={files.error} onRetry={() => files.refetch()} />
        ) : files.data ? (
          <>
            <ol className="mt-4 flex flex-col gap-4">
              {files.data.phases.map((phase) => (
                <PhaseFiles
                  key={phase.phaseId}
                  phase={phase}
                  record={
                    history?.records && rollout ? (
                      <Record
                        plan={plan}
                        environment={environment}
                        tool={tool}
                        options={options}
                        phaseId={phase.phaseId}
                        isDone={
                          rollout.nodes.find((node) => node.id === phase.phaseId)?.state === "succeeded"
                        }
                      />
                    ) : null
                  }
                />
              ))}
            </ol>
            {files.data.notes.length > 0 && (
              <ul className="mt-4 list-disc pl-5 text-[13px] text-ink-2">
                {files.data.notes.map((note) => (
                  <li key={note}>{note}</li>
                ))}
              </ul>
            )}
          </>
        ) : (
          <SkeletonRows rows={3} rowHeight={36} />
        )}
      </PhoneFold>
    </Panel>
  );
}

function PhaseFiles({ phase, record }: { readonly phase: ExportedPhase; readonly record: React.ReactNode }) {
  return (
    <li>
      <div className="flex flex-wrap items-baseline justify-between gap-2">
        <h3 className="font-semibold">
          {phase.title}{" "}
          <span className="font-normal text-ink-3">· {formatPlural(phase.files.length, "file")}</span>
        </h3>
        {record}
      </div>
      <p className="text-[13px] text-ink-2">{phase.mergeAfter}.</p>
      {phase.files.length === 0 ? (
        <EmptyState title="Nothing to write for this phase" />
      ) : (
        <ul className="mt-1">
          {phase.files.map((file) => (
            <li key={file.path}>
              <details className="group">
                <summary className="flex min-h-8 list-none items-center gap-1 font-mono text-[13px] text-accent [overflow-wrap:anywhere]">
                  <ChevronRight
                    aria-hidden
                    size={14}
                    className="shrink-0 transition-transform group-open:rotate-90"
                  />
                  {file.path}
                </summary>
                <CodeBlock
                  code={file.content}
                  language={file.path.endsWith(".sql") ? "sql" : "text"}
                  label={file.path}
                  maxHeight="24rem"
                  className="mb-2"
                />
              </details>
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}

/** Tells the tool that the phase has run here, so that its next run does nothing. */
function Record({
  plan,
  environment,
  tool,
  options,
  phaseId,
  isDone,
}: {
  readonly plan: Plan;
  readonly environment: Environment;
  readonly tool: ToolId;
  readonly options: ExportOptions;
  readonly phaseId: string;
  readonly isDone: boolean;
}) {
  const client = useQueryClient();
  const { allowed: mayRecord, reasons } = useRolePermission("engineer", "record a phase");
  const whyNot = useId();
  const records = useQuery(recordsOptions(plan.id, environment.id));
  const record = useMutation({
    mutationFn: () => recordPhase(plan.id, environment.id, { ...options, tool, phase: phaseId }),
    onSettled: () => {
      void client.invalidateQueries({ queryKey: toolKeys.records(plan.id, environment.id) });
      void client.invalidateQueries({ queryKey: toolKeys.environment(environment.id) });
    },
  });
  const standing = records.data?.items.find(
    (one) => one.tool === tool && one.phaseId === phaseId && one.forgottenAt === null,
  );
  if (standing) {
    return (
      <span className="text-[13px] font-medium text-ok">
        Recorded in {standing.history} on {environment.name}
      </span>
    );
  }
  return (
    <span className="flex flex-wrap items-center gap-x-3 gap-y-2">
      <span id={whyNot} className="text-[13px] text-ink-3">
        {!isDone && `Recorded once it has run on ${environment.name}. `}
        {reasons.map(({ message }) => message).join(" ")}
      </span>
      <Button
        size="small"
        isDisabled={!isDone || !mayRecord}
        isPending={record.isPending}
        onPress={() => record.mutate()}
        aria-describedby={whyNot}
      >
        Record as run
      </Button>
      {record.isError && <ProblemState error={record.error} />}
    </span>
  );
}
