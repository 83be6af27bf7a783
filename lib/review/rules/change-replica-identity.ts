import { type Rule, subcommands } from "../rule";

/** REPLICA IDENTITY. */
export const changeReplicaIdentity: Rule = {
  level: "warning",
  tier: "extended",
  help: "Tell whoever reads the replication stream first.",
  on: ["AT_ReplicaIdentity"],
  check: (one) =>
    subcommands(one, "AT_ReplicaIdentity").map(({ relation }) => ({
      relation,
      message: "What logical replication sends of the table changes.",
    })),
};
