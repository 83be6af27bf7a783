"use client";
import { Tabs } from "@/components/ui/tabs";
import { TextField } from "@/components/ui/text-field";
import type { Catalog } from "@/lib/catalog/model";
import { completions } from "./completions.model";
import type { ChangeDraft, Way } from "./draft.model";
import { OperationForm } from "./operation-form";
import { SentenceBox } from "./sentence-box";
import { Suggestions } from "./suggestions";
import { withName } from "./suggestions.model";

/** The three ways to say what is wanted, one shown. `errors` are by field, as the server names them. */
export function Ways({
  draft,
  update,
  catalog,
  errors,
  sentences,
}: {
  readonly draft: ChangeDraft;
  readonly update: (patch: Partial<ChangeDraft>) => void;
  readonly catalog: Catalog | undefined;
  readonly errors: ReadonlyMap<string, string>;
  readonly sentences: readonly string[];
}) {
  return (
    <Tabs<Way>
      label="Way in"
      value={draft.way}
      onChange={(way) => update({ way })}
      tabs={[
        {
          id: "form",
          label: "Form",
          content: (
            <OperationForm
              operations={draft.operations}
              onChange={(operations) => update({ operations })}
              catalog={catalog}
              errors={errors}
            />
          ),
        },
        {
          id: "sentence",
          label: "Sentence",
          content: (
            <SentenceBox
              draft={draft}
              update={update}
              error={errors.get("sentence")}
              options={completions(draft.sentence, catalog, sentences)}
            />
          ),
        },
        {
          id: "sql",
          label: "SQL",
          content: (
            <div className="flex flex-col gap-3">
              <TextField
                label="SQL"
                value={draft.sql}
                onChange={(sql) => update({ sql })}
                rows={10}
                placeholder="ALTER TABLE customers RENAME COLUMN full_name TO name;"
                description="What you would have run: a whole migration if you like. What no operation stands for runs as it is."
                error={errors.get("sql")}
                spellCheck="false"
                mono
              />
              <Suggestions
                error={errors.get("sql")}
                onPick={(name, wrong) => update({ sql: withName(draft.sql, wrong, name) })}
              />
            </div>
          ),
        },
      ]}
    />
  );
}
