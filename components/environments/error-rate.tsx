"use client";
import { TextField } from "@/components/ui/text-field";
import { fieldError } from "@/lib/client/problem";
import type { ErrorRateDraft } from "./error-rate.model";

/** Where the app's error rate is told, and the most it may be. */
export function ErrorRateFields({
  draft,
  onChange,
  disabled,
  error,
}: {
  readonly draft: ErrorRateDraft;
  readonly onChange: (draft: ErrorRateDraft) => void;
  readonly disabled: boolean;
  readonly error: unknown;
}) {
  const isAsked = draft.url.trim() !== "";
  return (
    <div className="grid items-start gap-x-6 gap-y-4 sm:grid-cols-2">
      <TextField
        className="sm:col-span-2"
        label="URL of the app's error rate"
        description="Answers JSON, e.g. a Prometheus query. A backfill holds while the rate is above its limit or cannot be read. Empty: not asked."
        mono
        isDisabled={disabled}
        value={draft.url}
        onChange={(url) => onChange({ ...draft, url })}
        error={fieldError(error, "policy.errorRate.url")}
      />
      <TextField
        label="Path to the number"
        description="Of a Prometheus query: data.result.0.value.1"
        mono
        isDisabled={disabled || !isAsked}
        value={draft.path}
        onChange={(path) => onChange({ ...draft, path })}
        error={fieldError(error, "policy.errorRate.path")}
      />
      <TextField
        label="At most"
        inputMode="decimal"
        isDisabled={disabled || !isAsked}
        value={draft.max}
        onChange={(max) => onChange({ ...draft, max })}
        error={
          isAsked && (draft.max === "" || Number.isNaN(Number(draft.max)))
            ? "Give a number"
            : fieldError(error, "policy.errorRate.max")
        }
      />
    </div>
  );
}
