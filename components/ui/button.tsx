"use client";
import Link from "next/link";
import type { ReactNode } from "react";
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from "react-aria-components/Button";
import { cx } from "./cx";

export type ButtonTone = "primary" | "secondary" | "quiet" | "danger";
export type ButtonSize = "small" | "medium" | "large";

const TONES: Record<ButtonTone, string> = {
  primary:
    "bg-accent text-accent-ink border-transparent hover:bg-accent-hover data-[pressed]:bg-accent-hover",
  secondary: "bg-panel text-ink border-control-line hover:bg-hover data-[pressed]:bg-hover",
  quiet: "bg-transparent text-ink-2 border-transparent hover:bg-hover hover:text-ink data-[pressed]:bg-hover",
  danger:
    "bg-bad-fill text-bad-fill-ink border-transparent hover:brightness-110 data-[pressed]:brightness-90",
};

/** `large` is the 44 px target for what is done by thumb at night: pause, abort, approve, terminate. */
const SIZES: Record<ButtonSize, string> = {
  small: "min-h-7 px-2.5 text-[13px] gap-1.5",
  medium: "min-h-9 px-3.5 gap-2",
  large: "min-h-11 px-5 gap-2",
};

export function buttonClass(tone: ButtonTone = "secondary", size: ButtonSize = "medium"): string {
  return cx(
    "inline-flex items-center justify-center rounded-control border font-medium whitespace-nowrap select-none [&>svg]:shrink-0",
    "transition-colors duration-100 data-[disabled]:cursor-not-allowed data-[disabled]:bg-sunken",
    "data-[disabled]:text-ink-3 data-[disabled]:border-line data-[disabled]:hover:brightness-100",
    TONES[tone],
    SIZES[size],
  );
}

export interface ButtonProps extends Omit<AriaButtonProps, "className" | "children" | "style"> {
  readonly tone?: ButtonTone;
  readonly size?: ButtonSize;
  readonly className?: string;
  /** Shown before the text; decorative. */
  readonly icon?: ReactNode;
  readonly children: ReactNode;
}

export function Button({ tone, size, className, icon, children, ...rest }: ButtonProps) {
  return (
    <AriaButton {...rest} className={cx(buttonClass(tone, size), className)}>
      {icon}
      {children}
    </AriaButton>
  );
}

/** A button that shows only an icon; `label` is its name for everybody who does not see it. */
export function IconButton({
  label,
  children,
  className,
  tone = "quiet",
  ...rest
}: Omit<ButtonProps, "icon" | "size"> & { readonly label: string }) {
  return (
    <AriaButton
      {...rest}
      aria-label={label}
      className={cx(buttonClass(tone, "small"), "size-9 min-h-9 px-0", className)}
    >
      {children}
    </AriaButton>
  );
}

/** A link that looks like a button: it goes somewhere, so it stays an anchor. */
export function LinkButton({
  href,
  tone,
  size,
  icon,
  className,
  children,
}: {
  readonly href: string;
  readonly tone?: ButtonTone;
  readonly size?: ButtonSize;
  readonly icon?: ReactNode;
  readonly className?: string;
  readonly children: ReactNode;
}) {
  return (
    <Link href={href} className={cx(buttonClass(tone, size), "no-underline", className)}>
      {icon}
      {children}
    </Link>
  );
}
