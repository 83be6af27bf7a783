import type { ExportedFile } from "@/lib/contracts/interop";
import { firstInstant } from "../file-names";
import { commented, sqlOf } from "../sql-text";
import type { NamedPiece, PhaseToRender, Tool } from "../tool";
import { planPartName, writePlanPart } from "./plan-lines";
import { sqitchRecorder } from "./record";

/** Two scripts a change, run by psql, and its line of the plan. */
export const sqitch: Tool = {
  id: "sqitch",
  sendsOneString: false,
  recorder: sqitchRecorder,
  render: (phase): readonly ExportedFile[] => {
    const { pieces, header, options } = phase;
    const base = options.directory === undefined ? "" : `${options.directory}/`;
    return [
      ...pieces.flatMap(({ slug, title, up, down, loses }) => {
        const top = commented("--", [...header, title]);
        const loss = loses === null ? "" : `\n-- Loses: ${loses}`;
        return [
          { path: `${base}deploy/${slug}.sql`, content: `${top}\n${sqlOf(up, { begin: true })}\n` },
          { path: `${base}revert/${slug}.sql`, content: `${top}${loss}\n${sqlOf(down, { begin: true })}\n` },
        ];
      }),
      {
        path: `${base}${planPartName(pieces[0]?.slug ?? "part")}`,
        content: writePlanPart({
          follows: followed(phase),
          changes: pieces.map((piece) => ({
            name: piece.slug,
            date: dateOf(piece, phase),
            note: piece.title.replace(/\s+/g, " ").trim(),
          })),
        }),
      },
    ];
  },
  notes: (_, { newest }) => [
    "Append the lines of sqitch.plan.… to sqitch.plan, in order, and delete that file.",
    ...(newest === undefined
      ? [
          "To have Sqitch told of what Interlock ran, export with the newest change and its project: newest=shop:users.",
        ]
      : []),
  ],
};

/** The team's newest or, in a later phase, ours before it: the team may have gone on since, or not. */
function followed({ before, options: { newest } }: PhaseToRender): readonly string[] {
  if (newest === undefined) return [];
  const project = newest.slice(0, Math.max(0, newest.indexOf(":")));
  return [...new Set([...(before ? [`${project}:${before.slug}`] : []), newest])];
}

/**
 * When the plan was made. Digits in the name of the team's newest change nothing: the plan is not sorted by time, and a
 * line that is merged already has to stay as it is.
 */
function dateOf({ number }: NamedPiece, { plan, options: { newest: _, ...options } }: PhaseToRender): string {
  const at = firstInstant(plan, options).getTime() + (number - 1) * 1000;
  return new Date(at).toISOString().replace(/\.\d+/, "");
}
