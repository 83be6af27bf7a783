"use client";
import { Checkbox } from "@/components/ui/checkbox";
import { Dialog } from "@/components/ui/dialog";
import { KEY_LIST } from "./keys.model";

export function KeysDialog({
  onClose,
  lettersOn,
  onLettersOn,
}: {
  readonly onClose: () => void;
  readonly lettersOn: boolean;
  readonly onLettersOn: (on: boolean) => void;
}) {
  return (
    <Dialog isOpen onClose={onClose} title="Keys">
      <dl className="grid grid-cols-[max-content_1fr] items-center gap-x-6 gap-y-2">
        {KEY_LIST.map((entry) => (
          <div key={entry.does} className="contents">
            <dt className="flex gap-1.5">
              {entry.keys.map((key) => (
                <kbd
                  key={key}
                  className="rounded-control border border-line-strong bg-sunken px-1.5 py-0.5 text-xs"
                >
                  {key}
                </kbd>
              ))}
            </dt>
            <dd>{entry.does}</dd>
          </div>
        ))}
      </dl>
      <div className="mt-5 border-t border-line pt-4">
        <Checkbox isSelected={lettersOn} onChange={onLettersOn}>
          Single-letter keys are on
        </Checkbox>
        <p className="mt-1 text-xs text-ink-3">
          Running, pausing, approving and terminating never have a letter key, on purpose.
        </p>
      </div>
    </Dialog>
  );
}
