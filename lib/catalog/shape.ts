import { quoteIdentifier, relationName } from "../sql/identifiers";
import type { Catalog, DefaultRights, Grant, Table } from "./model";

/** One object of a schema and what is said of it, in an order-free form: the ground of fingerprints and of diffs. */
export interface ShapeItem {
  readonly kind: string;
  /** Qualified, e.g. `public.users`, `public.users.name` (a column), `public.users: users_pkey` (a constraint). */
  readonly object: string;
  readonly facts: Readonly<Record<string, Fact>>;
}
type Fact = string | boolean | null | readonly string[];

/** A part of a catalog that is looked at as one: a table, or all views, enums and the like. */
export interface ShapePart {
  /** The object of the model that the items are told of: the same object tells the same. */
  readonly of: object;
  readonly items: () => readonly ShapeItem[];
}

/**
 * What counts as the structure of a database. Left out: sizes, row counts, scans and planner statistics, sequence
 * positions, column order, and roles (owners, grants, policies' roles), which plans never name and which differ between
 * environments; `roleShapeOf` has those. Schema `interlock` never is in a catalog.
 */
export function shapeOf(catalog: Catalog): ShapeItem[] {
  return shapeParts(catalog).flatMap((part) => part.items());
}

/** The same part by part, so that who asks again about a catalog of which one table has changed can keep the others. */
export function shapeParts(catalog: Catalog): readonly ShapePart[] {
  return [
    ...catalog.tables.map((table) => ({ of: table, items: () => tableShape(table) })),
    {
      of: catalog.views,
      items: () =>
        catalog.views.map((view) => ({
          kind: view.materialized ? "materialized view" : "view",
          object: relationName(view),
          facts: {
            definition: view.definition,
            options: view.options ?? [],
            comment: view.comment ?? null,
            attached: view.attached ?? [],
          },
        })),
    },
    {
      of: catalog.enums,
      // The order of an enum's values is part of what it means.
      items: () =>
        catalog.enums.map((type) => ({
          kind: "enum",
          object: relationName(type),
          facts: { values: type.values, attached: type.attached ?? [] },
        })),
    },
    {
      of: catalog.domains ?? NONE,
      items: () =>
        (catalog.domains ?? []).map((type) => ({
          kind: "domain",
          object: relationName(type),
          facts: {
            definition: type.definition ?? null,
            constrained: type.constrained,
            attached: type.attached ?? [],
          },
        })),
    },
    {
      of: catalog.sequences,
      items: () =>
        catalog.sequences.map((sequence) => ({
          kind: "sequence",
          object: relationName(sequence),
          facts: {
            definition: sequence.definition ?? null,
            "owned by":
              sequence.ownedBy && `${sequence.ownedBy.relation}.${quoteIdentifier(sequence.ownedBy.column)}`,
          },
        })),
    },
    {
      of: catalog.functions,
      items: () =>
        catalog.functions.map((routine) => ({
          kind: "function",
          object: routine.identity,
          facts: {
            language: routine.language,
            volatility: routine.volatility,
            signature: routine.signature ?? null,
            body: routine.body,
            attached: routine.attached ?? [],
          },
        })),
    },
    {
      of: catalog.schemas ?? NONE,
      items: () =>
        (catalog.schemas ?? []).map((schema) => ({
          kind: "schema",
          object: quoteIdentifier(schema.name),
          facts: { attached: schema.attached ?? [] },
        })),
    },
    {
      of: catalog.extensions ?? NONE,
      items: () =>
        (catalog.extensions ?? []).map(({ name, schema, version }) => ({
          kind: "extension",
          object: quoteIdentifier(name),
          facts: { schema, version },
        })),
    },
    {
      of: catalog.publications ?? NONE,
      items: () =>
        (catalog.publications ?? []).map(({ name, allTables, objects, options, attached = [] }) => ({
          kind: "publication",
          object: quoteIdentifier(name),
          facts: { "all tables": allTables, objects, options, attached },
        })),
    },
  ];
}

const NONE: readonly never[] = [];

function tableShape(table: Table): ShapeItem[] {
  const name = relationName(table);
  const part = (partName: string) => `${name}: ${quoteIdentifier(partName)}`;
  return [
    {
      kind: "table",
      object: name,
      facts: {
        kind: table.kind,
        comment: table.comment,
        "row security": table.rowSecurity,
        "row security forced": table.rowSecurityForced ?? false,
        "replica identity": table.replicaIdentity,
        "replica identity index": table.replicaIdentityIndex ?? null,
        inherits: sorted(table.inheritsFrom),
        "partition key": table.partitioning?.key ?? table.partitionKeyColumns,
        "partition bound": table.partitioning?.bound ?? null,
        options: sorted(table.options ?? []),
        publications: sorted(table.publications),
      },
    },
    ...table.columns.map((column) => ({
      kind: "column",
      object: `${name}.${quoteIdentifier(column.name)}`,
      facts: {
        type: column.type,
        collation: column.collation,
        "not null": column.notNull,
        default: column.default,
        identity: column.identity,
        generated: column.generated && `${column.generated.kind}: ${column.generated.expression}`,
        comment: column.comment,
        "statistics target": column.statisticsTarget === null ? null : String(column.statisticsTarget),
        storage: column.storage,
        compression: column.compression,
      },
    })),
    ...table.constraints
      // From 18 on a validated not-null has a row of its own; it says what the column says already.
      .filter((constraint) => constraint.type !== "not null" || !constraint.validated)
      .map((constraint) => ({
        kind: "constraint",
        object: part(constraint.name),
        facts: {
          type: constraint.type,
          definition: constraint.definition,
          validated: constraint.validated,
          comment: constraint.comment,
        },
      })),
    ...table.indexes.map((index) => ({
      kind: "index",
      object: part(index.name),
      facts: { definition: index.definition, valid: index.valid, ready: index.ready, comment: index.comment },
    })),
    ...table.triggers.map((trigger) => ({
      kind: "trigger",
      object: part(trigger.name),
      facts: {
        definition: trigger.definition,
        enabled: trigger.enabled,
        comment: trigger.comment ?? null,
      },
    })),
    ...table.policies.map((policy) => ({
      kind: "policy",
      object: part(policy.name),
      facts: {
        command: policy.command,
        using: policy.using,
        check: policy.check,
        permissive: policy.permissive ?? true,
        comment: policy.comment ?? null,
      },
    })),
    ...table.statistics.map((statistics) => ({
      kind: "statistics",
      object: relationName(statistics),
      facts: { definition: statistics.definition, comment: statistics.comment ?? null },
    })),
  ];
}

/** Who owns what and who may do what: shown as differences, no part of the fingerprint. */
export function roleShapeOf(catalog: Catalog): ShapeItem[] {
  const rights = (object: string, { rights = [] }: { readonly rights?: readonly string[] }): ShapeItem => ({
    kind: "rights",
    object,
    facts: { rights },
  });
  return [
    ...catalog.tables.flatMap(tableRoles),
    ...[...catalog.views, ...catalog.enums, ...(catalog.domains ?? [])].map((one) =>
      rights(relationName(one), one),
    ),
    ...catalog.functions.map((one) => rights(one.identity, one)),
    ...[...(catalog.schemas ?? []), ...(catalog.publications ?? [])].map((one) =>
      rights(quoteIdentifier(one.name), one),
    ),
    ...(catalog.defaultRights ?? []).map((one) => ({
      kind: "default rights",
      object: defaultsName(one),
      facts: { grants: grantsAsText(one.grants) },
    })),
  ];
}

/** `"the app", tables in public`: one name for each list of default rights. */
export function defaultsName({ role, schema, on }: DefaultRights): string {
  return `${quoteIdentifier(role)}, ${on}${schema === null ? "" : ` in ${quoteIdentifier(schema)}`}`;
}

function tableRoles(table: Table): ShapeItem[] {
  const name = relationName(table);
  return [
    { kind: "owner", object: name, facts: { owner: table.owner } },
    { kind: "grants", object: name, facts: { grants: grantsAsText(table.grants ?? []) } },
    ...table.columns
      .filter((column) => column.grants.length > 0)
      .map((column) => ({
        kind: "grants",
        object: `${name}.${quoteIdentifier(column.name)}`,
        facts: { grants: grantsAsText(column.grants) },
      })),
    ...table.policies.map((policy) => ({
      kind: "policy roles",
      object: `${name}: ${quoteIdentifier(policy.name)}`,
      facts: { roles: sorted(policy.roles ?? []) },
    })),
  ];
}

function grantsAsText(grants: readonly Grant[]): string[] {
  return sorted(
    grants.map(
      (grant) => `${grant.privilege} to ${grant.grantee}${grant.grantable ? " with grant option" : ""}`,
    ),
  );
}

function sorted(texts: readonly string[]): string[] {
  return [...texts].sort();
}
