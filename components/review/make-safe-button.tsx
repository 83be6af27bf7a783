"use client";
import type { RefObject } from "react";
import { Button } from "@/components/ui/button";

/** Asks for the same change as a plan. Where no database is chosen yet, it says so and leads to the choice. */
export function MakeSafeButton({
  environmentId,
  choice,
  onPress,
}: {
  readonly environmentId: string | null;
  /** What a database is chosen with. */
  readonly choice: RefObject<HTMLButtonElement | null>;
  readonly onPress: () => void;
}) {
  const isReady = environmentId !== null;
  return (
    <div className="flex flex-col items-start gap-1 sm:items-end">
      <Button
        tone="primary"
        size="large"
        onPress={() => {
          if (isReady) return onPress();
          choice.current?.scrollIntoView({ block: "center" });
          choice.current?.focus();
          choice.current?.click();
        }}
      >
        Make it safe
      </Button>
      {!isReady && (
        <p className="text-[13px] text-ink-2">
          A plan is made against a real schema: choose a database first.
        </p>
      )}
    </div>
  );
}
