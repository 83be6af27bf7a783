import type {
  ExportedFile,
  ExportedPhase,
  ExportOptions,
  PlanExport,
  RepositoryFile,
  ToolId,
} from "@/lib/contracts/interop";
import type { DeployNode, PhaseNode, Plan } from "@/lib/contracts/plan";
import { fail, ok, type Result } from "@/lib/contracts/result";
import { firstInstant, slugOf } from "./file-names";
import { oneScriptEach, type Piece, piecesOf } from "./pieces";
import { TOOLS } from "./registry";
import type { NamedPiece, Tool } from "./tool";

/**
 * The plan as files of the team's own tool, one set for each phase. The same plan, options and files of the team's
 * repository (what ours have to continue; none are needed) give the same bytes.
 * `loadParser()` must have been awaited. Fails with a sentence where the plan has no such phase.
 */
export function exportPlan(
  plan: Plan,
  toolId: ToolId,
  options: ExportOptions,
  repository: readonly RepositoryFile[] = [],
): Result<PlanExport, string> {
  const phases = plan.nodes.filter((node) => node.type === "phase");
  if (options.phase !== undefined && !phases.some((phase) => phase.id === options.phase)) {
    return fail(`the plan has no phase ${options.phase}; it has ${phases.map(({ id }) => id).join(", ")}`);
  }
  const tool = TOOLS[toolId];
  const shape = tool.sendsOneString ? oneScriptEach : (pieces: readonly Piece[]) => pieces;
  const named = nameAll(plan, phases, options, shape);
  const all = [...named.values()].flat();
  const ours: ExportedFile[] = [];
  const exported = phases
    .filter((phase) => options.phase === undefined || phase.id === options.phase)
    .map((phase): ExportedPhase => {
      const mergeAfter = whenToMerge(plan, phase);
      const header = headerOf(plan, phase, mergeAfter);
      const pieces = named.get(phase.id) ?? [];
      const first = pieces[0]?.number ?? 1;
      const before = all.find(({ number }) => number === first - 1) ?? null;
      const rendered = { pieces, phaseId: phase.id, before, header, plan, options, repository };
      const files = pieces.length === 0 ? [] : tool.render(rendered);
      ours.push(...files);
      const companion = files.length === 0 ? [] : companionOf(tool, ours, options, repository);
      return { phaseId: phase.id, title: phase.title, mergeAfter, files: [...files, ...companion] };
    });
  return ok({
    tool: toolId,
    phases: exported,
    files: mergedFiles(exported.flatMap((phase) => phase.files)),
    notes: [...tool.notes(plan, options, repository)],
  });
}

function companionOf(
  { companion }: Tool,
  ours: readonly ExportedFile[],
  options: ExportOptions,
  repository: readonly RepositoryFile[],
): readonly ExportedFile[] {
  const content = companion?.write(ours, options, repository) ?? null;
  return companion && content !== null ? [{ path: companion.pathOf(options), content }] : [];
}

/** Numbers and instants run through all phases, so that one phase exported alone is named as among all. */
function nameAll(
  plan: Plan,
  phases: readonly PhaseNode[],
  options: ExportOptions,
  shape: (pieces: readonly Piece[]) => readonly Piece[],
): ReadonlyMap<string, readonly NamedPiece[]> {
  const first = firstInstant(plan, options).getTime();
  const change = slugOf(plan.title, 40);
  let number = 0;
  return new Map(
    phases.map((phase) => {
      const pieces = shape(withSchema(piecesOf(phase), number === 0));
      return [
        phase.id,
        pieces.map((piece, at): NamedPiece => {
          number += 1;
          const part = pieces.length > 1 ? `_${at + 1}` : "";
          return {
            ...piece,
            number,
            slug: `${change}_${phase.id}${part}`.replaceAll("-", "_"),
            at: new Date(first + (number - 1) * 1000),
          };
        }),
      ];
    }),
  );
}

/** A database that Interlock has never seen has no schema for what is ours. */
function withSchema(pieces: readonly Piece[], isFirst: boolean): readonly Piece[] {
  const [first, ...others] = pieces;
  if (!isFirst || first === undefined) return pieces;
  const create = "CREATE SCHEMA IF NOT EXISTS interlock";
  const says = JSON.stringify(pieces).includes("interlock.");
  if (!says) return pieces;
  if (first.up?.mode === "transaction") {
    return [
      { ...first, up: { mode: "transaction", statements: [create, ...first.up.statements] } },
      ...others,
    ];
  }
  const schema = { mode: "transaction", statements: [create] } as const;
  return [{ title: "Make the schema interlock", up: schema, down: [], loses: null }, ...pieces];
}

function whenToMerge(plan: Plan, phase: PhaseNode): string {
  const before = plan.nodes.slice(0, plan.nodes.indexOf(phase));
  const deploys = before.filter((node): node is DeployNode => node.type === "deploy");
  const last = deploys.at(-1);
  const phases = before.filter((node) => node.type === "phase");
  if (last) return `Merge only when this deploy is finished everywhere: ${last.title}`;
  if (phases.length > 0) return `Merge after ${phases.at(-1)?.title.toLowerCase()} has run everywhere`;
  return "Merge at any time: the app as it is does not notice";
}

function headerOf(plan: Plan, phase: PhaseNode, mergeAfter: string): readonly string[] {
  return [
    `${plan.title}: ${phase.title.toLowerCase()}`,
    `interlock: plan=${plan.hash.slice(0, 12)} phase=${phase.id}`,
    `${mergeAfter}.`,
    ...(phase.destructive
      ? ["Takes something away. The way back is below; what it loses is said there."]
      : []),
  ];
}

/** Of a file that several phases write, such as a journal, the last one holds all. */
function mergedFiles(files: ExportedPhase["files"]): ExportedPhase["files"] {
  return [...new Map(files.map((file) => [file.path, file])).values()];
}
