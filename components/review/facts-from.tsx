"use client";
import type { RefObject } from "react";
import { Select } from "@/components/ui/select";
import type { Environment } from "@/lib/contracts/environment";
import type { ReviewDraft } from "./use-review-draft";

const VERSIONS = [18, 17, 16, 15, 14, 13] as const;
const NO_DATABASE = "none";
const OWN_VERSION = "own";

/** Which database the facts come from, or which version where from none. */
export function FactsFrom({
  choice,
  environments,
  environmentId,
  pgVersion,
  update,
}: {
  /** The button that opens the choice of a database. */
  readonly choice: RefObject<HTMLButtonElement | null>;
  readonly environments: readonly Environment[];
  readonly environmentId: string | null;
  readonly pgVersion: number;
  readonly update: (patch: Partial<ReviewDraft>) => void;
}) {
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      <Select
        label="Facts from"
        buttonRef={choice}
        value={environmentId ?? NO_DATABASE}
        onChange={(id) => update({ environmentId: id === NO_DATABASE ? null : id })}
        options={[
          { id: NO_DATABASE, label: "No database", detail: "by version alone" },
          ...environments.map(({ id, name, tier }) => ({ id, label: name, detail: tier })),
        ]}
      />
      <Select
        label="PostgreSQL"
        value={environmentId === null ? String(pgVersion) : OWN_VERSION}
        isDisabled={environmentId !== null}
        onChange={(version) => update({ pgVersion: Number(version) })}
        options={
          environmentId === null
            ? VERSIONS.map((version) => ({ id: String(version), label: `PostgreSQL ${version}` }))
            : [{ id: OWN_VERSION, label: "The database's own" }]
        }
      />
    </div>
  );
}
