import type { ExportedFile } from "@/lib/contracts/interop";
import { commented, sqlOf } from "../sql-text";
import type { Tool } from "../tool";

/** Three scripts a change, run by psql, and its line of the plan. */
export const sqitch: Tool = {
  id: "sqitch",
  sendsOneString: false,
  recorder: "Sqitch computes its rows from its plan: run sqitch deploy --log-only after the files are merged",
  render: ({ pieces, header, options }): readonly ExportedFile[] => {
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
        path: `${base}sqitch.plan.${pieces[0]?.slug ?? "part"}`,
        content: pieces
          .map(
            ({ slug, at, title }) =>
              `${slug} ${at.toISOString().replace(/\.\d+/, "")} Interlock <interlock@localhost> # ${title.replaceAll("\n", " ")}\n`,
          )
          .join(""),
      },
    ];
  },
  notes: () => ["Append the lines of sqitch.plan.… to sqitch.plan, in order, and delete that file."],
};
