import { bodyOf } from "../../sql/parse";
import { type Rule, subcommands } from "../rule";

/** Plain DETACH PARTITION. */
export const detachPartitionWithoutConcurrently: Rule = {
  level: "error",
  tier: "core",
  help: "CONCURRENTLY (14+, no default partition, no transaction). Rows for that range are refused from its first moment.",
  on: ["AT_DetachPartition"],
  check: (one) =>
    subcommands(one, "AT_DetachPartition")
      .filter(({ cmd }) => !bodyOf(cmd.def, "PartitionCmd")?.concurrent)
      .map(({ relation }) => ({
        relation,
        message: "Nobody can read or write the whole partitioned table for that moment.",
      })),
};
