"use client";
import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import { Badge } from "@/components/ui/badge";
import { Callout, type CalloutTone } from "@/components/ui/callout";
import { PhoneFold } from "@/components/ui/phone-fold";
import { Cell, Table } from "@/components/ui/table";
import { formatCount, formatDuration, formatPlural } from "@/lib/client/format";
import type { PlanNode } from "@/lib/contracts/plan";
import type { RehearsalFinding, RehearsedAction, RehearsalReport as Report } from "@/lib/contracts/rehearsal";
import {
  lockRows,
  orderFindings,
  type PassGroup,
  passGroups,
  type QueryRow,
  queryRows,
  rehearsalVerdict,
} from "./rehearsal.model";

const TONE: Record<RehearsalFinding["level"], CalloutTone> = { info: "info", warning: "warn", error: "bad" };

/** What was seen: the verdict, findings, the app's statements, every action with its locks, and what is missing. */
export function RehearsalReport({
  report,
  nodes,
}: {
  readonly report: Report;
  readonly nodes: readonly PlanNode[];
}) {
  const verdict = rehearsalVerdict(report);
  const findings = orderFindings(report.findings);
  return (
    <>
      <Callout tone={verdict.tone} title={verdict.title}>
        <p className="text-[13px] text-ink-2">{verdict.detail}</p>
      </Callout>
      {findings.length > 0 && (
        <ul className="flex flex-col gap-2">
          {findings.map((finding) => (
            <li key={`${finding.code}${finding.phaseId}${finding.stepId}${finding.message}`}>
              <Callout tone={TONE[finding.level]} title={finding.message} />
            </li>
          ))}
        </ul>
      )}
      <Statements report={report} nodes={nodes} />
      <section className="flex flex-col gap-2">
        <h3 className="font-semibold">What was carried out</h3>
        {passGroups(report.actions, nodes).map((group) => (
          <Pass key={group.pass} group={group} />
        ))}
      </section>
      <Copy report={report} />
    </>
  );
}

function Statements({ report, nodes }: { readonly report: Report; readonly nodes: readonly PlanNode[] }) {
  const { note, source, queries } = report.compatibility;
  const { breaking, unchecked, working } = queryRows(queries, nodes);
  return (
    <section className="flex flex-col gap-2">
      <h3 className="font-semibold">What the app sends</h3>
      <p className="text-[13px] text-ink-2">
        {queries.length === 0
          ? "No statement of the app was tried."
          : `${formatPlural(queries.length, "statement")}, ${
              source === "given" ? "handed in with the request" : "as the server's statistics have seen them"
            }: ${formatCount(working.length)} work at every boundary.`}{" "}
        {note}
      </p>
      {breaking.length > 0 && (
        <PhoneFold label={`Statements that break: ${formatCount(breaking.length)}`}>
          <QueryTable
            label="Statements that break"
            rows={breaking}
            what={{
              head: "Breaks after",
              cell: (row) => (
                <Badge tone={row.beforeAnyDeploy ? "bad" : "warn"}>
                  {row.breaksAfterTitle}
                  {row.beforeAnyDeploy && ", before any deploy"}
                </Badge>
              ),
            }}
          />
        </PhoneFold>
      )}
      {unchecked.length > 0 && (
        <Fold title={`${formatPlural(unchecked.length, "statement")} not tried: the copy does not take them`}>
          <QueryTable label="Statements not tried" rows={unchecked} />
        </Fold>
      )}
      {working.length > 0 && (
        <Fold title={`${formatPlural(working.length, "statement")} that work throughout`}>
          <QueryTable label="Statements that work" rows={working} />
        </Fold>
      )}
    </section>
  );
}

function QueryTable({
  label,
  rows,
  what,
}: {
  readonly label: string;
  readonly rows: readonly QueryRow[];
  readonly what?: { readonly head: string; readonly cell: (row: QueryRow) => ReactNode };
}) {
  return (
    <Table
      label={label}
      head={[
        ...(what ? [{ label: what.head }] : []),
        { label: "Statement" },
        { label: "Calls", align: "right" },
        { label: "Role" },
      ]}
    >
      {rows.map((row, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the same statement may be sent by one role twice
        <tr key={at}>
          {what && <Cell className="align-top">{what.cell(row)}</Cell>}
          <Cell className="min-w-72 align-top">
            <code className="text-[13px] whitespace-pre-wrap [overflow-wrap:anywhere]">{row.sql}</code>
            {row.error && <p className="mt-1 text-[13px] text-ink-2">{row.error}</p>}
          </Cell>
          <Cell align="right" className="align-top">
            {formatCount(row.calls)}
          </Cell>
          <Cell className="align-top">{row.role ?? "–"}</Cell>
        </tr>
      ))}
    </Table>
  );
}

function Pass({ group }: { readonly group: PassGroup }) {
  return (
    <Fold title={`${group.title}: ${group.summary}`} isOpen={group.failed}>
      {group.phases.map(({ phaseId, title, actions }) => (
        <Table
          key={phaseId}
          label={`${group.title}, ${title}`}
          // Widths of their own would make each phase's columns begin elsewhere.
          className="[&>table]:min-w-[46rem] [&>table]:table-fixed"
          head={[
            { label: title, className: "w-[32%]" },
            { label: "Locks: planned → observed" },
            { label: "Took", align: "right", className: "w-24" },
            { label: "Wrote anew", className: "w-44" },
          ]}
        >
          {actions.map((action, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a step's revert may have parts of one title
            <tr key={at}>
              <Cell className="align-top">
                {action.title} <Outcome action={action} />
                {action.error && <p className="mt-1 text-[13px] text-bad">{action.error}</p>}
              </Cell>
              <Cell className="align-top text-[13px]">
                <Locks action={action} />
              </Cell>
              <Cell align="right" className="align-top whitespace-nowrap">
                {formatDuration(action.durationMs)}
              </Cell>
              <Cell className="align-top [overflow-wrap:anywhere]">{action.rewrote.join(", ") || "–"}</Cell>
            </tr>
          ))}
        </Table>
      ))}
    </Fold>
  );
}

function Outcome({ action: { outcome } }: { readonly action: RehearsedAction }) {
  if (outcome === "done") return null;
  return outcome === "failed" ? <Badge tone="bad">Failed</Badge> : <Badge>Already done</Badge>;
}

function Locks({ action }: { readonly action: RehearsedAction }) {
  if (action.locks === null)
    return (
      <span className="text-ink-3">Not seen: it looks, goes in batches, or is outside of a transaction</span>
    );
  const rows = lockRows(action);
  if (rows.length === 0) return <span className="text-ink-3">None on what was there before</span>;
  return (
    <ul>
      {rows.map(({ relation, planned, observed, differs }) => (
        <li key={relation} className="[overflow-wrap:anywhere]">
          <code>{relation}</code>: {planned === observed ? observed : `${planned} → ${observed}`}{" "}
          {differs && <Badge tone={differs.tone}>{differs.word}</Badge>}
        </li>
      ))}
    </ul>
  );
}

/** How far the copy is one: the server, its rows, and what could not be made. */
function Copy({ report }: { readonly report: Report }) {
  const { missing, rows, serverVersion, environmentServerVersion } = report;
  const made = rows.map((table) => `${formatCount(table.rows)} in ${table.relation}`).join(", ");
  return (
    <section className="flex flex-col gap-2">
      <h3 className="font-semibold">The copy</h3>
      <p className="text-[13px] text-ink-2">
        PostgreSQL {serverVersion}
        {serverVersion === environmentServerVersion
          ? ", as the environment"
          : `; the environment has ${environmentServerVersion}`}
        . {made === "" ? "No rows were made." : `Made-up rows: ${made}.`} Durations say nothing about those on
        real tables.
      </p>
      {missing.length > 0 && (
        <Fold title={`${formatPlural(missing.length, "object")} not as in the environment`}>
          <ul className="list-disc pl-5 text-[13px] text-ink-2">
            {missing.map(({ object, message }) => (
              <li key={`${object}${message}`} className="[overflow-wrap:anywhere]">
                <code>{object}</code>: {message}
              </li>
            ))}
          </ul>
        </Fold>
      )}
    </section>
  );
}

function Fold({
  title,
  isOpen = false,
  children,
}: {
  readonly title: string;
  readonly isOpen?: boolean;
  readonly children: ReactNode;
}) {
  return (
    <details open={isOpen} className="group text-[13px]">
      <summary className="inline-flex min-h-8 list-none items-center gap-1 text-accent">
        <ChevronRight aria-hidden size={14} className="transition-transform group-open:rotate-90" />
        {title}
      </summary>
      <div className="mt-1">{children}</div>
    </details>
  );
}
