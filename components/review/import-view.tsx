"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { Badge, type BadgeTone } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Checkbox } from "@/components/ui/checkbox";
import { cx } from "@/components/ui/cx";
import { EmptyState } from "@/components/ui/empty-state";
import { Headline } from "@/components/ui/headline";
import { Panel } from "@/components/ui/panel";
import { ProblemState } from "@/components/ui/problem-state";
import { Select } from "@/components/ui/select";
import { SkeletonRows } from "@/components/ui/skeleton";
import { importOptions } from "@/lib/client/reviews";
import { TOOL_LABELS } from "@/lib/contracts/constants";
import type { Environment } from "@/lib/contracts/environment";
import type { ImportedFile, MigrationImport } from "@/lib/contracts/import";
import type { RepositoryFile, ToolId } from "@/lib/contracts/interop";
import type { ReviewedFile } from "@/lib/contracts/review";
import { FactsFrom } from "./facts-from";
import { countsOf, sqlToMakeSafe, toolLine, verdictOfImport } from "./import.model";
import { MadeSafe } from "./made-safe";
import { MakeSafeButton } from "./make-safe-button";
import type { MarkLevel } from "./marks.model";
import { OpenFiles } from "./open-files";
import { StatementCard } from "./statement-card";
import type { ReviewDraft } from "./use-review-draft";

/** A team's migrations as they were opened; `key` is new with each opening. */
export interface OpenedMigrations {
  readonly key: string;
  readonly files: readonly RepositoryFile[];
}

/** A migrations folder: whose it is, what is pending on the environment, and what each file does to everybody else. */
export function ImportView({
  opened,
  environments,
  environmentId,
  pgVersion,
  update,
  onFiles,
  onClose,
}: {
  readonly opened: OpenedMigrations;
  readonly environments: readonly Environment[];
  readonly environmentId: string | null;
  readonly pgVersion: number;
  readonly update: (patch: Partial<ReviewDraft>) => void;
  readonly onFiles: (files: readonly RepositoryFile[]) => void;
  readonly onClose: () => void;
}) {
  const [tool, setTool] = useState<ToolId | null>(null);
  /** Null: those that have not run. */
  const [only, setOnly] = useState<readonly string[] | null>(null);
  const choice = useRef<HTMLButtonElement>(null);
  const [isMadeSafe, setMadeSafe] = useState(false);
  const found = useQuery({
    ...importOptions(opened.key, {
      files: [...opened.files],
      ...(environmentId === null ? { pgVersion } : { environmentId }),
      ...(tool === null ? {} : { tool }),
      ...(only === null ? {} : { only: [...only] }),
    }),
    placeholderData: keepPreviousData,
  });
  const answer = found.data;
  const verdict = answer && verdictOfImport(answer);
  const { sql, unread } = sqlToMakeSafe(answer?.migrations ?? []);
  const isWrong = answer?.migrations.some(({ review }) => review?.error) ?? false;
  return (
    <>
      <Headline
        tone={verdict?.tone ?? "ready"}
        text={verdict?.text ?? "Looking at the files…"}
        action={
          sql === "" || isWrong ? undefined : (
            <MakeSafeButton environmentId={environmentId} choice={choice} onPress={() => setMadeSafe(true)} />
          )
        }
      />
      {found.isError && (
        <div className="mb-5">
          <ProblemState error={found.error} onRetry={() => found.refetch()} />
        </div>
      )}
      <div className="grid gap-5 lg:grid-cols-[minmax(20rem,2fr)_3fr]">
        <Panel
          title="Migrations"
          className="lg:sticky lg:top-6 lg:self-start"
          actions={
            <>
              <OpenFiles onFiles={onFiles} />
              <Button size="small" tone="quiet" onPress={onClose}>
                Paste SQL instead
              </Button>
            </>
          }
        >
          <FactsFrom
            choice={choice}
            environments={environments}
            environmentId={environmentId}
            pgVersion={pgVersion}
            update={(patch) => {
              changed(null);
              update(patch);
            }}
          />
          {answer ? (
            <>
              <Recognised
                answer={answer}
                hasEnvironment={environmentId !== null}
                onTool={(id) => changed(null, id)}
              />
              <MigrationList
                migrations={answer.migrations}
                tool={answer.tool}
                onChange={(names) => changed(names)}
              />
            </>
          ) : (
            !found.isError && <SkeletonRows rows={4} rowHeight={32} />
          )}
        </Panel>
        <div className={cx("min-w-0 transition-opacity", found.isPlaceholderData && "opacity-60")}>
          {answer?.migrations.map(
            ({ name, path, review }) => review && <FileReview key={`${path} ${name}`} file={review} />,
          )}
          {answer?.migrations.every(({ review }) => review === null) && (
            <Panel>
              <EmptyState
                title={answer.tool === null ? "No migrations in these files" : "Nothing selected"}
                aspect="caution"
              >
                {answer.tool === null
                  ? "Open the folder in which your tool keeps them, with what stands beside it."
                  : "Each migration that you select appears here, statement by statement."}
              </EmptyState>
            </Panel>
          )}
          {isMadeSafe && sql !== "" && environmentId !== null && (
            <>
              {unread > 0 && (
                <Callout tone="warn" title="Not all of it is in the plan">
                  {unread} {unread === 1 ? "place" : "places"} of code could not be read as SQL. Write them as
                  SQL, or describe them as changes of their own.
                </Callout>
              )}
              <MadeSafe key={sql} environmentId={environmentId} sql={sql} />
            </>
          )}
        </div>
      </div>
    </>
  );

  /** Whatever is chosen anew takes the plan away that was made of the old choice. */
  function changed(names: readonly string[] | null, other: ToolId | null = tool): void {
    setMadeSafe(false);
    setOnly(names);
    setTool(other);
  }
}

function Recognised({
  answer: { tools, tool, history, recordedButMissing },
  hasEnvironment,
  onTool,
}: {
  readonly answer: MigrationImport;
  readonly hasEnvironment: boolean;
  readonly onTool: (tool: ToolId) => void;
}) {
  const used = tools.find((one) => one.tool === tool);
  if (!used) return null;
  return (
    <div className="mt-4 flex flex-col gap-2">
      {tools.length > 1 && (
        <Select
          label="Migration tool"
          value={used.tool}
          onChange={onTool}
          options={tools.map((one) => ({ id: one.tool, label: one.label, detail: toolLine(one) }))}
        />
      )}
      <p className="[overflow-wrap:anywhere]">
        <span className="font-semibold">{toolLine(used)}</span>{" "}
        <span className="text-[13px] text-ink-2">
          {used.confidence === "certain" ? "recognised by" : "probably, by"} {used.because}
        </span>
      </p>
      <p className="text-[13px] text-ink-2">
        {history === null
          ? hasEnvironment
            ? `This database has no history of ${used.label}: all of them are selected.`
            : "Nothing says what has run: all of them are selected."
          : `What has run is read from ${history}.`}
      </p>
      {recordedButMissing && recordedButMissing.length > 0 && (
        <Callout tone="warn" title="Recorded as run, but not in the database">
          <ul className="font-mono text-[13px]">
            {recordedButMissing.map((object) => (
              <li key={object}>{object}</li>
            ))}
          </ul>
        </Callout>
      )}
    </div>
  );
}

function MigrationList({
  migrations,
  tool,
  onChange,
}: {
  readonly migrations: readonly ImportedFile[];
  readonly tool: ToolId | null;
  readonly onChange: (names: readonly string[]) => void;
}) {
  const selected = migrations.filter(({ review }) => review !== null).map(({ name }) => name);
  const toggle = (name: string, isOn: boolean) =>
    onChange(isOn ? [...selected, name] : selected.filter((one) => one !== name));
  const rows = (list: readonly ImportedFile[]) => (
    <ul className="mt-2 flex flex-col">
      {list.map((migration) => (
        <MigrationRow
          key={`${migration.path} ${migration.name}`}
          migration={migration}
          tool={tool}
          onToggle={toggle}
        />
      ))}
    </ul>
  );
  const applied = migrations.filter(({ isApplied }) => isApplied === true);
  const others = migrations.filter(({ isApplied }) => isApplied !== true);
  return (
    <>
      {others.length > 0 && rows(others)}
      {applied.length > 0 && (
        <details className="mt-3" open={applied.some(({ review }) => review !== null)}>
          <summary className="min-h-6 cursor-pointer text-[13px] font-medium text-ink-2">
            {applied.length} {applied.length === 1 ? "has" : "have"} run
          </summary>
          {rows(applied)}
        </details>
      )}
    </>
  );
}

function MigrationRow({
  migration: { name, path, late, review },
  tool,
  onToggle,
}: {
  readonly migration: ImportedFile;
  readonly tool: ToolId | null;
  readonly onToggle: (name: string, isOn: boolean) => void;
}) {
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1 border-t border-line py-1.5 first:border-t-0">
      <Checkbox isSelected={review !== null} onChange={(isOn) => onToggle(name, isOn)}>
        <span className="font-mono text-[13px] [overflow-wrap:anywhere]">{labelOf(name, path)}</span>
      </Checkbox>
      <span className="flex flex-wrap gap-1.5">
        {late !== null && (
          <Badge tone="warn">
            {tool === null ? "It" : TOOL_LABELS[tool]} {late === "refused" ? "refuses it" : "never runs it"}
          </Badge>
        )}
        {review && <FileBadges file={review} />}
      </span>
    </li>
  );
}

/** The file's name, or the folder's where each migration has one; with the name in the history where it is another. */
function labelOf(name: string, path: string): string {
  const parts = path.split("/");
  const file = parts.at(-1) === "migration.sql" ? (parts.at(-2) ?? path) : (parts.at(-1) ?? path);
  return file.includes(name) || path.includes(name) ? file : `${file} · ${name}`;
}

const WORDS: Readonly<Partial<Record<MarkLevel, { readonly tone: BadgeTone; readonly word: string }>>> = {
  error: { tone: "bad", word: "unsafe" },
  warning: { tone: "warn", word: "to look at" },
  info: { tone: "info", word: "remarks" },
};

function FileBadges({ file }: { readonly file: ReviewedFile }) {
  if (file.error) return <Badge tone="bad">not valid SQL</Badge>;
  const counts = countsOf(file);
  if (counts.length === 0) return <Badge tone="ok">nothing unsafe</Badge>;
  return counts.map(({ level, count }) => (
    <Badge key={level} tone={WORDS[level]?.tone ?? "neutral"}>
      {count} {WORDS[level]?.word}
    </Badge>
  ));
}

function FileReview({ file }: { readonly file: ReviewedFile }) {
  return (
    <Panel
      className="mb-5"
      flush
      title={<span className="font-mono text-[13px] [overflow-wrap:anywhere]">{file.path}</span>}
      actions={<FileBadges file={file} />}
    >
      {file.notes?.map((note) => (
        <Callout key={note} tone="warn" className="m-4">
          {note}
        </Callout>
      ))}
      {file.error && (
        <Callout tone="bad" className="m-4" title="Not valid SQL">
          Line {file.error.line}, column {file.error.column}: {file.error.message}
        </Callout>
      )}
      <ul>
        {file.statements.map((statement) => (
          <StatementCard key={statement.index} statement={statement} isCurrent={false} />
        ))}
      </ul>
    </Panel>
  );
}
