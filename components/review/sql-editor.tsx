"use client";
import { type Ref, useEffect, useImperativeHandle, useRef, useState } from "react";
import { TextField } from "@/components/ui/text-field";
import type { Editor } from "./code-mirror";
import type { Mark } from "./marks.model";

export interface SqlEditorHandle {
  readonly showLine: (line: number) => void;
}

/** SQL with its lines marked. A plain text area until the editor has loaded, and for good where it cannot. */
export function SqlEditor({
  value,
  onChange,
  onLine,
  marks,
  ref,
}: {
  readonly value: string;
  readonly onChange: (text: string) => void;
  readonly onLine: (line: number) => void;
  readonly marks: readonly Mark[];
  readonly ref: Ref<SqlEditorHandle>;
}) {
  const parent = useRef<HTMLDivElement>(null);
  const editor = useRef<Editor | null>(null);
  const [isLoaded, setLoaded] = useState(false);
  // The editor lives through many renders and must call what is current.
  const current = useRef({ value, onChange, onLine });
  current.current = { value, onChange, onLine };

  useEffect(() => {
    let isGone = false;
    import("./code-mirror")
      .then(({ createEditor }) => {
        if (isGone || !parent.current) return;
        editor.current = createEditor(parent.current, {
          text: current.current.value,
          label: "SQL to review",
          onChange: (text) => current.current.onChange(text),
          onLine: (line) => current.current.onLine(line),
        });
        setLoaded(true);
      })
      // Offline or blocked: the text area stays.
      .catch(() => undefined);
    return () => {
      isGone = true;
      editor.current?.destroy();
      editor.current = null;
    };
  }, []);

  useEffect(() => {
    if (isLoaded) editor.current?.setText(value);
  }, [value, isLoaded]);
  useEffect(() => {
    if (isLoaded) editor.current?.setMarks(marks);
  }, [marks, isLoaded]);
  useImperativeHandle(ref, () => ({ showLine: (line) => editor.current?.showLine(line) }), []);

  return (
    <div className="min-h-72">
      {!isLoaded && (
        <TextField
          label="SQL to review"
          hideLabel
          value={value}
          onChange={onChange}
          rows={13}
          spellCheck="false"
          mono
        />
      )}
      <div
        ref={parent}
        className={isLoaded ? "overflow-hidden rounded-control border border-control-line" : "hidden"}
      />
    </div>
  );
}
