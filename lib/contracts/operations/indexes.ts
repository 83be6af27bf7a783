import * as z from "zod";
import { ColumnName, RelationName } from "./names";

export const RenameIndex = z
  .strictObject({ kind: z.literal("rename-index"), index: RelationName, to: ColumnName })
  .meta({
    id: "RenameIndex",
    description: "Give an index another name",
    example: { kind: "rename-index", index: "public.people_email_idx", to: "people_by_email" },
  });
export type RenameIndex = z.infer<typeof RenameIndex>;

export const RebuildIndex = z.strictObject({ kind: z.literal("rebuild-index"), index: RelationName }).meta({
  id: "RebuildIndex",
  description: "Build an index anew beside the app's reads and writes, and put it in the old one's place",
  example: { kind: "rebuild-index", index: "public.people_email_idx" },
});
export type RebuildIndex = z.infer<typeof RebuildIndex>;
