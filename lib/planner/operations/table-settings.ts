import { settingIn, type TableSetting } from "@/lib/change/table-settings";
import type {
  SetOptions,
  SetReplicaIdentity,
  SetRowSecurity,
  SetStatistics,
  SetStorage,
} from "@/lib/contracts/operation";
import type { PlanFinding } from "@/lib/contracts/plan";
import { ok } from "@/lib/contracts/result";
import { relationName } from "@/lib/sql/identifiers";
import { parseSql } from "@/lib/sql/parse";
import { changedObject } from "../defined-object";
import { finding } from "../operation-parts";
import type { OperationPlanner, PlanContext } from "../operation-plan";
import { both, is } from "../probe";
import { identityFinding } from "../publication-findings";
import { refuse } from "../refuse";

type Setting = SetRowSecurity | SetReplicaIdentity | SetOptions | SetStatistics | SetStorage;

/** One ALTER TABLE that changes the catalog only; the way back sets what was there before. */
function planSetting(
  { sql }: Setting,
  context: PlanContext,
  more: (setting: TableSetting) => {
    readonly findings?: readonly PlanFinding[];
    readonly breaking?: boolean;
  },
) {
  const parsed = parseSql(sql);
  const node = parsed.ok ? parsed.value[0]?.node : undefined;
  const read = node && settingIn(node, context.catalog);
  if (!read?.ok) return refuse("sql", read?.failure ?? "it sets nothing on a table");
  const { table, clause, back } = read.value;
  const relation = relationName(table);
  const { findings = [], breaking = false } = more(read.value);
  const object = {
    noun: "setting",
    name: relation,
    exists: is.relation(relation),
    relations: [relation],
    findings,
  };
  const plan = changedObject(context, object, {
    title: `On ${relation}: ${clause}`,
    statements: [`ALTER TABLE ${relation} ${clause}`],
    done: is.settings(relation, [clause]),
    back: {
      title: `On ${relation} again: ${back.join(", ")}`,
      statements: [`ALTER TABLE ${relation} ${back.join(", ")}`],
      done: both(is.settings(relation, back)),
    },
  });
  return ok({ ...plan, breaking });
}

/** Who is held by policies sees nothing where none lets him. */
export const planSetRowSecurity: OperationPlanner<SetRowSecurity> = (operation, context) =>
  planSetting(operation, context, ({ table, clause }) => {
    const relation = relationName(table);
    const on = /^(ENABLE|FORCE)/.test(clause);
    const none =
      table.policies.length === 0 ? " There is no policy yet: they see no row and write none." : "";
    return {
      breaking: on,
      findings: [
        finding(
          "warning",
          "rows.policies",
          relation,
          on
            ? `From then on policies say which rows of ${relation} ${clause.startsWith("FORCE") ? "its owner too sees" : "roles other than its owner see"} and write.${none}`
            : `From then on no policy holds ${clause.startsWith("NO") ? "the owner" : "anybody"} on ${relation}: all its rows can be seen and written by whoever has the rights.`,
          on && none ? "Create the policies in a change before this one." : null,
        ),
      ],
    };
  });

/** https://www.postgresql.org/docs/current/logical-replication-publication.html#LOGICAL-REPLICATION-PUBLICATION-REPLICA-IDENTITY */
export const planSetReplicaIdentity: OperationPlanner<SetReplicaIdentity> = (operation, context) =>
  planSetting(operation, context, ({ table, clause }) => {
    const relation = relationName(table);
    const keyless = !table.constraints.some(({ type }) => type === "primary key");
    const none = clause.endsWith("NOTHING") || (clause.endsWith("DEFAULT") && keyless);
    const published = table.publications.length > 0;
    return {
      breaking: none && published,
      findings: [
        ...(none && published ? [identityFinding(relation, table.publications)] : []),
        ...(clause.endsWith("FULL")
          ? [
              finding(
                "info",
                "replica.full",
                relation,
                "Every UPDATE and DELETE writes the whole old row to the log, and a subscriber without a fitting index looks for each row by reading its table.",
              ),
            ]
          : []),
      ],
    };
  });

export const planSetOptions: OperationPlanner<SetOptions> = (operation, context) =>
  planSetting(operation, context, () => ({}));

export const planSetStatistics: OperationPlanner<SetStatistics> = (operation, context) =>
  planSetting(operation, context, ({ table }) => ({
    findings: [
      finding(
        "info",
        "statistics.later",
        relationName(table),
        "Queries are planned with it after the next ANALYZE.",
      ),
    ],
  }));

export const planSetStorage: OperationPlanner<SetStorage> = (operation, context) =>
  planSetting(operation, context, ({ table }) => ({
    findings: [
      finding(
        "info",
        "storage.later",
        relationName(table),
        "It holds for values that are written from now on: those that are there stay as they are stored.",
      ),
    ],
  }));
