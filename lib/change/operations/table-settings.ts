import type {
  SetOptions,
  SetReplicaIdentity,
  SetRowSecurity,
  SetStatistics,
  SetStorage,
} from "@/lib/contracts/operation";
import { relationName } from "@/lib/sql/identifiers";
import { bodyOf, parseSql } from "@/lib/sql/parse";
import { problem } from "../names-in-catalog";
import type { OperationWords } from "../operation-words";
import { nothingMore, statementWords } from "../statement-words";
import { settingCommand, settingIn } from "../table-settings";

type Setting = SetRowSecurity | SetReplicaIdentity | SetOptions | SetStatistics | SetStorage;

/** One ALTER TABLE that sets something; stored with the table's schema. */
function settingWords<O extends Setting>(said: {
  readonly kind: O["kind"];
  readonly label: string;
  readonly examples: readonly string[];
  readonly begins: RegExp;
  readonly subtypes: readonly string[];
}): OperationWords<O> {
  const words = statementWords<O>({
    ...said,
    is(node) {
      const cmd = settingCommand(node);
      // Parameters of the TOAST table are not read, so there would be no way back.
      const parts = bodyOf(cmd?.def, "List")?.items ?? [];
      const toast = parts.some((one) => bodyOf(one, "DefElem")?.defnamespace);
      return said.subtypes.includes(cmd?.subtype ?? "") && !toast;
    },
    refuses: (_node, _catalog, more) => nothingMore(more),
    describe: (sql) => sql,
  });
  return {
    ...words,
    check(given, catalog) {
      const read = words.check(given, catalog);
      if (!read.ok) return read;
      const parsed = parseSql(read.value.sql);
      const node = parsed.ok ? parsed.value[0]?.node : undefined;
      const setting = node && settingIn(node, catalog);
      if (!setting?.ok) return problem("sql", setting?.failure ?? "it sets nothing");
      const { table, clause, same } = setting.value;
      if (same) return problem("sql", `${relationName(table)} has that already: ${clause}`);
      return { ok: true, value: { ...given, sql: `ALTER TABLE ${relationName(table)} ${clause}` } };
    },
  };
}

export const setRowSecurityWords = settingWords<SetRowSecurity>({
  kind: "set-row-security",
  label: "Switch row security",
  examples: ["alter table customers enable row level security"],
  begins: /^alter\s+table\s.*\srow\s+level\s+security$/i,
  subtypes: ["AT_EnableRowSecurity", "AT_DisableRowSecurity", "AT_ForceRowSecurity", "AT_NoForceRowSecurity"],
});

export const setReplicaIdentityWords = settingWords<SetReplicaIdentity>({
  kind: "set-replica-identity",
  label: "Set the replica identity",
  examples: ["alter table customers replica identity full"],
  begins: /^alter\s+table\s.*\sreplica\s+identity\s/i,
  subtypes: ["AT_ReplicaIdentity"],
});

export const setOptionsWords = settingWords<SetOptions>({
  kind: "set-options",
  label: "Set storage parameters",
  examples: ["alter table customers set (fillfactor = 80)"],
  begins: /^alter\s+table\s+\S+\s+(re)?set\s*\(/i,
  subtypes: ["AT_SetRelOptions", "AT_ResetRelOptions"],
});

export const setStatisticsWords = settingWords<SetStatistics>({
  kind: "set-statistics",
  label: "Set a column's statistics target",
  examples: ["alter table customers alter column email set statistics 500"],
  begins: /^alter\s+table\s.*\sset\s+statistics\s/i,
  subtypes: ["AT_SetStatistics"],
});

export const setStorageWords = settingWords<SetStorage>({
  kind: "set-storage",
  label: "Set a column's storage",
  examples: ["alter table customers alter column email set storage external"],
  begins: /^alter\s+table\s.*\sset\s+storage\s/i,
  subtypes: ["AT_SetStorage"],
});
