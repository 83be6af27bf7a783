import { hasOption } from "../../sql/facts/maintenance";
import { bodyOf } from "../../sql/parse";
import { onExisting } from "../ask";
import type { Rule } from "../rule";

/** VACUUM FULL, CLUSTER. */
export const vacuumFullOrCluster: Rule = {
  level: "error",
  tier: "core",
  help: "Pg_repack or the like; REPACK (CONCURRENTLY) announced for 19.",
  on: ["VacuumStmt", "ClusterStmt"],
  check: (one) => {
    const vacuum = bodyOf(one.statement.node, "VacuumStmt");
    const cluster = bodyOf(one.statement.node, "ClusterStmt");
    if (!cluster && !(vacuum?.is_vacuumcmd && hasOption(vacuum.options, "full"))) return [];
    return onExisting(
      one,
      one.lookup.name(cluster?.relation),
      "The table is copied while nobody can read or write it.",
    );
  },
};
