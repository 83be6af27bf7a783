import { Button } from "@/components/ui/button";
import { suggestionIn } from "./suggestions.model";

/** The names an error proposes, as buttons that put them in. */
export function Suggestions({
  error,
  onPick,
}: {
  readonly error: string | null | undefined;
  readonly onPick: (name: string, wrong: string) => void;
}) {
  const suggestion = suggestionIn(error);
  if (!suggestion) return null;
  return (
    <p className="flex flex-wrap items-center gap-2 text-[13px] text-ink-2">
      Use instead
      {suggestion.names.map((name) => (
        <Button key={name} size="small" onPress={() => onPick(name, suggestion.wrong)}>
          <code>{name}</code>
        </Button>
      ))}
    </p>
  );
}
