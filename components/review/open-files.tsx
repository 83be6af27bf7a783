"use client";
import { type ReactNode, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { cx } from "@/components/ui/cx";
import { toastError } from "@/components/ui/toast";
import type { RepositoryFile } from "@/lib/contracts/interop";
import { isMigrationFile, readDropped, readFiles, type Wanted } from "./read-files";

interface Opens {
  /** What is read of them; what may say something about migrations where left out. */
  readonly wanted?: Wanted;
  readonly onFiles: (files: readonly RepositoryFile[]) => void;
}

/** Opens files, a zip among them, or a whole folder. */
export function OpenFiles(opens: Opens) {
  return (
    <>
      <Picker label="Open files…" input="SQL or migration files" {...opens} />
      <Picker label="Open folder…" input="Migrations folder" folder {...opens} />
    </>
  );
}

function Picker({
  label,
  input: inputLabel,
  folder = false,
  wanted = isMigrationFile,
  onFiles,
}: Opens & {
  readonly label: string;
  readonly input: string;
  readonly folder?: boolean;
}) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
        {...(folder ? { webkitdirectory: "" } : {})}
        className="sr-only"
        tabIndex={-1}
        aria-label={inputLabel}
        onChange={(event) => {
          // Before the field is emptied, which empties its list too.
          const chosen = [...(event.target.files ?? [])];
          event.target.value = "";
          if (chosen.length > 0) void readFiles(chosen, wanted).then(onFiles, cannotRead);
        }}
      />
      <Button size="small" onPress={() => input.current?.click()}>
        {label}
      </Button>
    </>
  );
}

/** An area where files, a folder or a zip may be dropped. */
export function DropZone({
  wanted = isMigrationFile,
  onFiles,
  children,
}: Opens & { readonly children: ReactNode }) {
  const [isOver, setOver] = useState(false);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a short cut; the buttons above do the same
    <div
      className={cx("rounded-control", isOver && "outline-2 outline-offset-2 outline-accent")}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        if (event.dataTransfer.files.length === 0) return;
        event.preventDefault();
        setOver(false);
        void readDropped(event.dataTransfer, wanted).then(onFiles, cannotRead);
      }}
    >
      {children}
    </div>
  );
}

const cannotRead = (error: unknown) =>
  void toastError(`The files could not be read: ${error instanceof Error ? error.message : String(error)}`);
