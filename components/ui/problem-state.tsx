"use client";
import { RotateCw } from "lucide-react";
import { problemText } from "@/lib/client/problem";
import { Button } from "./button";
import { Callout } from "./callout";
import { ReasonsList } from "./reasons-list";

/** A request that failed: what happened, every reason, and a way to try again. */
export function ProblemState({ error, onRetry }: { readonly error: unknown; readonly onRetry?: () => void }) {
  const text = problemText(error);
  return (
    <Callout
      tone="bad"
      announce="alert"
      title={text.title}
      actions={
        onRetry && (
          <Button size="small" icon={<RotateCw aria-hidden size={14} />} onPress={onRetry}>
            Try again
          </Button>
        )
      }
    >
      {text.detail}
      {text.errors.length > 0 && (
        <ul className="list-disc pl-5">
          {text.errors.map((item) => (
            <li key={`${item.path}${item.message}`}>
              {item.path ? `${item.path}: ${item.message}` : item.message}
            </li>
          ))}
        </ul>
      )}
      <ReasonsList reasons={text.reasons} />
    </Callout>
  );
}
