"use client";
import { useState } from "react";
import { DropZone, OpenFiles } from "@/components/review/open-files";
import { Button } from "@/components/ui/button";
import type { ContinuedFiles } from "@/lib/client/tools";
import type { RepositoryFile } from "@/lib/contracts/interop";
import { isDrizzleState, newestSnapshot } from "./newest-snapshot.model";

/** Asks for the snapshot of the team's repository that each phase's follows. */
export function NewestSnapshot({
  continued,
  onChange,
}: {
  readonly continued: ContinuedFiles | null;
  readonly onChange: (continued: ContinuedFiles | null) => void;
}) {
  const [problem, setProblem] = useState<string | null>(null);
  const open = (files: readonly RepositoryFile[]) => {
    const found = newestSnapshot(files);
    setProblem(found.ok ? null : found.failure);
    if (found.ok) onChange({ readAt: Date.now(), files: found.value });
  };
  const names = continued?.files.map(({ path }) => path.slice(path.lastIndexOf("/") + 1)) ?? [];
  return (
    <DropZone wanted={isDrizzleState} onFiles={open}>
      <div className="mt-3 flex flex-wrap items-center gap-2">
        <p className="grow basis-full sm:basis-60 text-[13px] text-ink-2">
          {continued ? (
            <>
              Snapshots follow <span className="font-mono">{names[0]}</span>
              {names.length > 1 ? " and its journal." : ", without its journal."}
            </>
          ) : (
            "Open your migrations folder, or drop it here: each phase then has the snapshot that follows your newest."
          )}
        </p>
        <OpenFiles wanted={isDrizzleState} onFiles={open} />
        {continued && (
          <Button size="small" tone="quiet" onPress={() => onChange(null)}>
            Without snapshots
          </Button>
        )}
      </div>
      {problem && (
        <p role="alert" className="mt-1 text-[13px] text-bad">
          {problem}
        </p>
      )}
    </DropZone>
  );
}
