import type { ComboOption } from "@/components/ui/combo-box";
import { type Completable, suggest } from "@/lib/change/suggest";

/**
 * What a sentence may become: the names that its last word begins, then the forms of sentences that it begins. Nothing
 * for a sentence that is one of the forms already.
 */
export function completions(
  sentence: string,
  catalog: Completable | undefined,
  forms: readonly string[],
): readonly ComboOption[] {
  const start = sentence.replace(/[\p{L}\p{N}_$."]*$/u, "");
  const names = catalog && start.trim() !== "" ? suggest(sentence, catalog) : [];
  const begun = sentence.trim().toLowerCase();
  const matching = forms.filter((form) => form.toLowerCase().startsWith(begun) && form !== sentence);
  return [
    ...names
      .map(({ text, detail }) => ({ id: `${start}${text}`, detail }))
      .filter(({ id }) => id !== sentence),
    ...matching.map((id) => ({ id, detail: "for example" })),
  ];
}
