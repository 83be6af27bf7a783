import * as z from "zod";
import type { RepositoryFile } from "@/lib/contracts/interop";
import { folderOf } from "../clue";
import { sqlFile } from "../source-migration";
import type { SourceRules } from "../source-rules";
import { isJournal } from "./detect";

/** Only what stands in the journal is run, all of it in one transaction; its time is the migration's name. */
export const drizzleRules: SourceRules = {
  read: (migrations, files) =>
    files.filter(isJournal).flatMap((journal) =>
      entriesOf(journal).flatMap(({ tag, when }) => {
        const path = `${folderOf(folderOf(journal.path))}/${tag}.sql`.replace(/^\//, "");
        const file = migrations.find((one) => one.path === path);
        return file ? [sqlFile(file, { name: String(when), inTransaction: true })] : [];
      }),
    ),
  late: {
    isLate: ({ name }, applied) => applied.some((time) => Number(time) > Number(name)),
    outcome: "skipped",
  },
};

const Journal = z.object({ entries: z.array(z.object({ tag: z.string(), when: z.number() })) });

/** None where the journal is not what Drizzle Kit writes. */
function entriesOf({ content }: RepositoryFile): z.infer<typeof Journal>["entries"] {
  try {
    return Journal.safeParse(JSON.parse(content)).data?.entries ?? [];
  } catch {
    return [];
  }
}
