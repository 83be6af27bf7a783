import type { DetachPartition } from "@/lib/contracts/operation";
import { ok } from "@/lib/contracts/result";
import { relationName } from "@/lib/sql/identifiers";
import { bodyOf } from "@/lib/sql/parse";
import { tableNamed } from "../find-in-catalog";
import { problem } from "../names-in-catalog";
import { type OperationWords, sentencePattern } from "../operation-words";
import { alterCommand } from "../read-statement";
import { writtenRelation } from "../written-relation";

const FORM = sentencePattern("detach (?:the )?(?:partition )?{path} from (?:table )?{path}");

export const detachPartitionWords: OperationWords<DetachPartition> = {
  kind: "detach-partition",
  label: "Detach a partition",
  examples: ["detach readings_2020 from readings"],

  fromSentence(sentence) {
    const match = FORM.exec(sentence);
    return match ? ok({ kind: "detach-partition", table: match[2] ?? "", partition: match[1] ?? "" }) : null;
  },

  fromStatement({ node }) {
    const alter = alterCommand(node);
    if (alter?.cmd.subtype !== "AT_DetachPartition") return null;
    const partition = writtenRelation(bodyOf(alter.cmd.def, "PartitionCmd")?.name);
    return ok([{ kind: "detach-partition", table: alter.table, partition }]);
  },

  check(operation, catalog) {
    const parent = tableNamed(catalog, operation.table);
    if (!parent.ok) return parent;
    const child = tableNamed(catalog, operation.partition, "partition");
    if (!child.ok) return child;
    const [table, partition] = [relationName(parent.value), relationName(child.value)];
    if (parent.value.kind !== "partitioned" || !child.value.inheritsFrom.includes(table)) {
      return problem("partition", `${partition} is no partition of ${table}`);
    }
    return ok({ ...operation, table, partition });
  },

  describe: ({ table, partition }) => `Detach ${partition} from ${table}`,
};
