import type { PlanDraft, PlanNode, Step } from "@/lib/contracts/plan";

/** A plan as one SQL text for reading and for copying: phases and deploys as comments, each step's statements below. */
export function planAsSql(plan: PlanDraft): string {
  const nodes = plan.nodes.map((node) =>
    node.type === "deploy"
      ? `-- ── ${node.title}\n${commented(node.instructions)}\n`
      : `-- ── ${node.title}: ${node.why}\n${node.steps.map(stepAsSql).join("\n")}`,
  );
  return `${commented(`${plan.title}\n${plan.summary}`)}\n\n${nodes.join("\n")}`;
}

function stepAsSql(step: Step): string {
  const alone = step.transactional ? "" : " (outside a transaction)";
  const batches = step.kind === "backfill" ? " (in batches)" : "";
  const sql = step.kind === "backfill" ? commented(step.sql) : step.sql;
  return `\n-- ${step.title}${alone}${batches}\n${sql}\n`;
}

const commented = (text: string) =>
  text
    .split("\n")
    .map((line) => `-- ${line}`.trimEnd())
    .join("\n");

/** A plan as Markdown, for a pull request or an incident note. */
export function planAsMarkdown(plan: PlanDraft): string {
  const findings = plan.findings.map(
    ({ level, message, help }) => `- **${level}**: ${message}${help ? ` ${help}` : ""}`,
  );
  return [
    `# ${plan.title}`,
    "",
    `${plan.summary}. PostgreSQL ${plan.serverVersion}; hash \`${plan.hash.slice(0, 12)}\`.`,
    "",
    ...plan.nodes.flatMap(nodeAsMarkdown),
    ...(findings.length > 0 ? ["## To know", "", ...findings, ""] : []),
  ].join("\n");
}

function nodeAsMarkdown(node: PlanNode): readonly string[] {
  if (node.type === "deploy") return [`## Deploy: ${node.title}`, "", node.instructions, ""];
  return [
    `## ${node.title}${node.destructive ? " (needs an approval)" : ""}`,
    "",
    node.why,
    "",
    ...node.steps.flatMap((step, at) => [
      `${at + 1}. **${step.title}**. ${effectOf(step)} ${step.revert.lossless ? "Taking it back loses nothing." : `Taking it back loses: ${step.revert.loses}.`}`,
      "",
      "   ```sql",
      ...step.sql.split("\n").map((line) => `   ${line}`.trimEnd()),
      "   ```",
      "",
    ]),
  ];
}

function effectOf({ blocksReads, blocksWrites, scans, rewrites, unknown, locks }: Step): string {
  if (unknown) return "Unknown to the planner.";
  const strongest = locks.map(({ mode, relation }) => `${mode} on ${relation}`).join(", ");
  const who = blocksReads ? "Blocks reads and writes" : blocksWrites ? "Blocks writes" : "Blocks nobody";
  const work = rewrites ? ", rewrites" : scans ? ", scans" : "";
  return `${who}${work}${strongest ? ` (${strongest})` : ""}.`;
}
