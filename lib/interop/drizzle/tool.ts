import type { ExportedFile, ExportOptions, RepositoryFile } from "@/lib/contracts/interop";
import type { Plan } from "@/lib/contracts/plan";
import { firstInstant, newestNumber } from "../file-names";
import type { Script } from "../pieces";
import { commented, LIMITS } from "../sql-text";
import type { NamedPiece, Tool } from "../tool";
import { drizzleRecorder } from "./record";
import { phaseSnapshots, teamsSnapshot } from "./snapshots/phase-snapshots";

/**
 * All pending files run in one transaction: what cannot is written in the form that can, and does nothing where
 * Interlock has done it already. Files without a line in the journal are never run. Where the team's newest snapshot is
 * given, each phase carries one that follows it.
 */
export const drizzle: Tool = {
  id: "drizzle",
  sendsOneString: false,
  recorder: drizzleRecorder,
  continues: metaOf,
  render: ({ pieces, phaseId, header, plan, options, repository }): readonly ExportedFile[] => {
    const folder = folderOf(options);
    const team = teamsSnapshot(repository, folder);
    const first = firstNumber(options, pieces[0]?.number ?? 1, typeof team === "string" ? null : team);
    const numbered = ({ number }: NamedPiece) => String(first + number).padStart(4, "0");
    const tag = (piece: NamedPiece) => `${numbered(piece)}_${piece.slug}`;
    const files = pieces.map((piece) => ({
      path: `${folder}/${tag(piece)}.sql`,
      content: `${commented("--", [...header, piece.title])}\n${statements(piece.up).join("\n--> statement-breakpoint\n")}\n`,
    }));
    const entries = pieces.map((piece) => ({
      idx: first + piece.number,
      version: "7",
      when: piece.at.getTime(),
      tag: tag(piece),
      breakpoints: true,
    }));
    const path = `${folder}/meta/_journal.append.${pieces[0]?.slug ?? "part"}.json`;
    const last = pieces.at(-1);
    const text =
      typeof team === "object" && team && phaseSnapshots(plan, team.snapshot, options).texts.get(phaseId);
    return [
      ...files,
      { path, content: `${JSON.stringify(entries, null, 2)}\n` },
      ...(text && last
        ? [{ path: `${folder}/meta/${numbered(last)}_snapshot.json`, content: `${text}\n` }]
        : []),
    ];
  },
  notes: (plan, options, repository) => [
    "Append the entries of meta/_journal.append….json to entries in meta/_journal.json and delete that file; when must rise from entry to entry, or Drizzle skips the file for ever without a word.",
    ...snapshotNotes(plan, options, repository),
    "Run concurrent builds and backfills in Interlock before drizzle-kit migrate: in its one transaction they would stop writers.",
  ],
};

const folderOf = ({ directory }: ExportOptions): string => directory ?? "drizzle";

function metaOf(options: ExportOptions): string {
  return `${folderOf(options)}/meta`;
}

/** What a piece's number is added to: behind what the branch has, as far as that is known. */
function firstNumber(
  options: ExportOptions,
  ofFirstPiece: number,
  team: { readonly number: number } | null,
): number {
  if (team) return options.phase === undefined ? team.number : team.number + 1 - ofFirstPiece;
  return newestNumber(options) + (options.newest === undefined ? -1 : 0);
}

function snapshotNotes(plan: Plan, options: ExportOptions, repository: readonly RepositoryFile[]): string[] {
  const team = teamsSnapshot(repository, folderOf(options));
  if (team === null || typeof team === "string") {
    return [
      ...(team === null ? [] : [`No snapshot is written: ${team}.`]),
      "Where the schema in TypeScript changes with a phase: append the entries, run drizzle-kit generate, and replace the SQL of the file it makes by SELECT 1; since ours did it. Its snapshot is what the next generate starts from.",
    ];
  }
  const late = firstInstant(plan, options).getTime() <= team.when;
  const { unwritten, expressions } = phaseSnapshots(plan, team.snapshot, options);
  return [
    "Each phase's snapshot follows the newest that was given: export a phase when it is its turn, after the team's own migrations. Change the schema in TypeScript with it; a column that contract drops may leave the schema earlier, but generate would drop it then.",
    ...(late
      ? [
          `Drizzle would skip these files for ever: the journal has a later time. Export them with newest=${team.when}, and record them with the same.`,
        ]
      : []),
    ...(expressions.length > 0
      ? [`Drizzle compares expressions as text. In TypeScript they must read: ${expressions.join(" · ")}`]
      : []),
    ...(unwritten.length > 0
      ? [
          `The snapshots do not have: ${unwritten.join(", ")}. Where your schema in TypeScript has it, run drizzle-kit generate after the phase and replace the SQL of that file by SELECT 1;`,
        ]
      : []),
  ];
}

function statements(script: Script | null): readonly string[] {
  if (script === null) return ["SELECT 1;"];
  const list = script.mode === "alone" ? [script.blocking] : script.statements;
  return [...LIMITS, ...list].map((statement) => `${statement};`);
}
