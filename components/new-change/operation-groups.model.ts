import type { OperationKind } from "@/lib/contracts/operation";

const OTHER = "Other objects";

/** By the words of an operation's kind; the first that fits. */
const GROUPS = [
  // Default rights are no column's default.
  { title: OTHER, words: ["privileges"] },
  { title: "Rows", words: ["rows"] },
  { title: "Indexes", words: ["index"] },
  { title: "Columns", words: ["column", "columns", "null", "default", "identity", "expression"] },
  { title: "Rules", words: ["check", "key", "unique", "constraint"] },
  { title: "Tables", words: ["table", "partition"] },
  { title: "Types", words: ["enum", "type", "domain"] },
] as const;

/** The operations as people look for them: what they are about, in the order of the forms. */
export function groupsOf<T extends { readonly id: OperationKind }>(
  operations: readonly T[],
): readonly { readonly title: string; readonly options: readonly T[] }[] {
  const titleOf = ({ id }: T) =>
    GROUPS.find(({ words }) => words.some((word) => id.split("-").includes(word)))?.title ?? OTHER;
  return ["Columns", "Rules", "Indexes", "Tables", "Rows", "Types", OTHER]
    .map((title) => ({ title, options: operations.filter((one) => titleOf(one) === title) }))
    .filter(({ options }) => options.length > 0);
}
