"use client";
import { type ReactNode, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { cx } from "@/components/ui/cx";
import { toastError } from "@/components/ui/toast";
import type { RepositoryFile } from "@/lib/contracts/interop";
import { readDropped, readFiles } from "./read-files";

type OnFiles = (files: readonly RepositoryFile[]) => void;

/** Opens files, a zip among them, or a whole folder. */
export function OpenFiles({ onFiles }: { readonly onFiles: OnFiles }) {
  return (
    <>
      <Picker label="Open files…" input="SQL or migration files" onFiles={onFiles} />
      <Picker label="Open folder…" input="Migrations folder" folder onFiles={onFiles} />
    </>
  );
}

function Picker({
  label,
  input: inputLabel,
  folder = false,
  onFiles,
}: {
  readonly label: string;
  readonly input: string;
  readonly folder?: boolean;
  readonly onFiles: OnFiles;
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
          if (chosen.length > 0) void readFiles(chosen).then(onFiles, cannotRead);
        }}
      />
      <Button size="small" onPress={() => input.current?.click()}>
        {label}
      </Button>
    </>
  );
}

/** An area where files, a folder or a zip may be dropped. */
export function DropZone({ onFiles, children }: { readonly onFiles: OnFiles; readonly children: ReactNode }) {
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
        void readDropped(event.dataTransfer).then(onFiles, cannotRead);
      }}
    >
      {children}
    </div>
  );
}

const cannotRead = (error: unknown) =>
  void toastError(`The files could not be read: ${error instanceof Error ? error.message : String(error)}`);
