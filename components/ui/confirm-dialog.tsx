"use client";
import { type ReactNode, useState } from "react";
import { formatPlural } from "@/lib/client/format";
import { Button } from "./button";
import { Callout } from "./callout";
import { type Friction, isConfirmed } from "./confirm.model";
import { Dialog } from "./dialog";
import { TextField } from "./text-field";

/** Asks before harm; the verb on the button says what will happen. `friction: none` must not open a dialog at all. */
export function ConfirmDialog({
  isOpen,
  onClose,
  onConfirm,
  title,
  verb,
  friction,
  tone = "danger",
  isPending = false,
  canConfirm = true,
  children,
}: {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly onConfirm: () => void;
  readonly title: string;
  readonly verb: string;
  readonly friction: Friction;
  readonly tone?: "danger" | "primary";
  readonly isPending?: boolean;
  /** False while something the caller asks for in `children` is missing. */
  readonly canConfirm?: boolean;
  readonly children?: ReactNode;
}) {
  const [typed, setTyped] = useState("");
  const close = () => {
    setTyped("");
    onClose();
  };
  return (
    <Dialog
      isOpen={isOpen}
      onClose={close}
      title={title}
      footer={
        <>
          <Button size="large" onPress={close}>
            Keep as it is
          </Button>
          <Button
            size="large"
            tone={tone}
            isPending={isPending}
            isDisabled={!canConfirm || !isConfirmed(friction, typed)}
            onPress={onConfirm}
          >
            {verb}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        {children}
        {friction.level === "loss" && (
          <>
            <Callout tone="bad" title="This is lost for good">
              <ul className="list-disc pl-5">
                {friction.losses.map((loss) => (
                  <li key={loss.what}>
                    {loss.what}: {loss.rows === null ? "not counted" : formatPlural(loss.rows, "value")}
                  </li>
                ))}
              </ul>
            </Callout>
            <TextField
              label={`Type ${friction.object} to confirm`}
              value={typed}
              onChange={setTyped}
              autoComplete="off"
              mono
            />
          </>
        )}
      </div>
    </Dialog>
  );
}
