"use client";
import { Button } from "@/components/ui/button";
import { ComboBox, type ComboOption } from "@/components/ui/combo-box";
import type { ChangeDraft } from "./draft.model";
import { Suggestions } from "./suggestions";
import { withName } from "./suggestions.model";

const EXAMPLES = ["rename customers.full_name to name", "add column nickname text to customers"];

/** The change in one sentence, completed while it is typed. */
export function SentenceBox({
  draft,
  update,
  error,
  options,
}: {
  readonly draft: ChangeDraft;
  readonly update: (patch: Partial<ChangeDraft>) => void;
  readonly error: string | undefined;
  readonly options: readonly ComboOption[];
}) {
  return (
    <div className="flex flex-col gap-3">
      <ComboBox
        label="In a sentence"
        value={draft.sentence}
        onChange={(sentence) => update({ sentence })}
        placeholder={EXAMPLES[0] ?? ""}
        error={error ?? null}
        options={options}
        isFiltered
      />
      <Suggestions
        error={error}
        onPick={(name, wrong) => update({ sentence: withName(draft.sentence, wrong, name) })}
      />
      <div className="flex flex-wrap items-center gap-2 text-[13px] text-ink-2">
        For example:
        {EXAMPLES.map((example) => (
          <Button key={example} size="small" tone="quiet" onPress={() => update({ sentence: example })}>
            {example}
          </Button>
        ))}
      </div>
    </div>
  );
}
