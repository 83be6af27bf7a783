import type { OperationCase } from "./operation-case";

const FOR_ROLE = "ALTER DEFAULT PRIVILEGES FOR ROLE pg_monitor";
/** Those for every schema outlive the schemas of a case. */
const AS_BUILT_IN = `${FOR_ROLE} GRANT EXECUTE ON FUNCTIONS TO PUBLIC; ${FOR_ROLE} REVOKE ALL ON TYPES FROM pg_signal_backend;
  ${FOR_ROLE} GRANT USAGE ON TYPES TO PUBLIC`;

export const alterDefaultPrivilegesCases: readonly OperationCase[] = [
  {
    kind: "alter-default-privileges",
    title: "in two schemas, where one of the rights is there",
    setUp: `${FOR_ROLE} IN SCHEMA public GRANT SELECT ON TABLES TO pg_signal_backend`,
    words: {
      sentence: `alter default privileges for role pg_monitor in schema public, "Odd one" grant select, insert on tables to pg_signal_backend, public`,
    },
    naive: `${FOR_ROLE} IN SCHEMA public, "Odd one" GRANT SELECT, INSERT ON TABLES TO pg_signal_backend, PUBLIC`,
    nodes: ["expand"],
    rights: "both ways",
  },
  {
    kind: "alter-default-privileges",
    title: "taken away in a schema, with the option to grant it on",
    setUp: `${FOR_ROLE} IN SCHEMA public GRANT SELECT, USAGE ON SEQUENCES TO pg_signal_backend WITH GRANT OPTION`,
    words: { sql: `${FOR_ROLE} IN SCHEMA public REVOKE ALL ON SEQUENCES FROM pg_signal_backend` },
    naive: `${FOR_ROLE} IN SCHEMA public REVOKE ALL ON SEQUENCES FROM pg_signal_backend`,
    nodes: ["expand"],
    rights: "both ways",
  },
  {
    kind: "alter-default-privileges",
    title: "what everybody may do without a word, in every schema",
    setUp: AS_BUILT_IN,
    words: { sql: `${FOR_ROLE} REVOKE EXECUTE ON ROUTINES FROM PUBLIC` },
    naive: `${FOR_ROLE} REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC`,
    nodes: ["expand"],
    rights: "both ways",
  },
  {
    kind: "alter-default-privileges",
    title: "more than everybody may do, in every schema",
    setUp: AS_BUILT_IN,
    words: { sql: `${FOR_ROLE} GRANT ALL ON TYPES TO pg_signal_backend, PUBLIC` },
    naive: `${FOR_ROLE} GRANT ALL ON TYPES TO pg_signal_backend, PUBLIC`,
    nodes: ["expand"],
    rights: "both ways",
  },
];
