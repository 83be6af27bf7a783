import { bodyOf } from "../../sql/parse";
import { type Rule, subcommands } from "../rule";

/** ATTACH of a filled table without a proving CHECK; new partition while a default one holds rows. */
export const attachPartitionWithoutCheck: Rule = {
  level: "error",
  tier: "core",
  help: "CHECK NOT VALID, VALIDATE, ATTACH, drop the CHECK; on the default partition a CHECK that excludes the range.",
  on: ["AT_AttachPartition", "CreateStmt"],
  check: (one) => [
    ...subcommands(one, "AT_AttachPartition")
      .filter(
        ({ cmd, facts }) => facts.scans && !one.isNew(one.lookup.name(bodyOf(cmd.def, "PartitionCmd")?.name)),
      )
      .map(({ relation }) => ({
        relation,
        message:
          "The new partition, or a default one, is read while nobody can read or write it: no valid CHECK is known that proves the bound.",
      })),
    ...(bodyOf(one.statement.node, "CreateStmt")?.partbound && one.facts.scans
      ? [{ relation: null, message: "The default partition is read while nobody can read or write it." }]
      : []),
  ],
};
