"use client";
import { type ReactNode, useId } from "react";
import type { Permission } from "@/lib/contracts/common";
import { Button, type ButtonTone } from "./button";
import { ReasonsList } from "./reasons-list";

/** An action with its permission: where it is refused, all reasons stand under it. 44 px high. */
export function ActionButton({
  permission,
  onPress,
  tone = "primary",
  isPending = false,
  icon,
  children,
}: {
  readonly permission: Permission;
  readonly onPress: () => void;
  readonly tone?: ButtonTone;
  readonly isPending?: boolean;
  readonly icon?: ReactNode;
  readonly children: ReactNode;
}) {
  const id = useId();
  return (
    <div className="flex flex-col items-start gap-2">
      <Button
        tone={tone}
        size="large"
        icon={icon}
        isDisabled={!permission.allowed}
        isPending={isPending}
        onPress={onPress}
        aria-describedby={permission.allowed ? undefined : id}
      >
        {children}
      </Button>
      {!permission.allowed && (
        <div id={id}>
          <ReasonsList reasons={permission.reasons} />
        </div>
      )}
    </div>
  );
}
