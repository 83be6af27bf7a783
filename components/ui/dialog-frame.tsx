"use client";
import { X } from "lucide-react";
import { Dialog as AriaDialog } from "react-aria-components/Dialog";
import { Heading } from "react-aria-components/Heading";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import { IconButton } from "./button";
import { cx } from "./cx";

import type { DialogProps } from "./dialog";

/** What a dialog looks like while it is open; loaded by `Dialog` when the first one is. */
export function DialogFrame(props: Omit<DialogProps, "isOpen">) {
  const { onClose, title, shape = "centre", width = "narrow", keepOpen = false } = props;
  const sheet = shape === "sheet";
  return (
    <ModalOverlay
      isOpen
      onOpenChange={(open) => !open && onClose()}
      isDismissable={!keepOpen}
      className={cx(
        "fixed inset-0 z-50 flex bg-black/45 animate-fade",
        sheet ? "items-end justify-end sm:items-stretch" : "items-end justify-center sm:items-center sm:p-6",
      )}
    >
      <Modal
        className={cx(
          "flex max-h-[92dvh] w-full flex-col overflow-hidden border border-line bg-raised text-ink shadow-float animate-rise outline-none",
          sheet
            ? "rounded-t-panel sm:h-full sm:max-h-none sm:max-w-xl sm:rounded-none sm:border-y-0 sm:border-r-0"
            : cx("rounded-t-panel sm:rounded-panel", width === "wide" ? "sm:max-w-3xl" : "sm:max-w-lg"),
        )}
      >
        <AriaDialog className="flex min-h-0 flex-1 flex-col outline-none">
          <header className="flex items-center justify-between gap-3 border-b border-line px-5 py-3">
            <Heading slot="title" className="text-base font-semibold">
              {title}
            </Heading>
            <IconButton label="Close" onPress={onClose}>
              <X aria-hidden size={18} />
            </IconButton>
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto px-5 py-4">{props.children}</div>
          {props.footer && (
            <footer className="flex flex-wrap justify-end gap-3 border-t border-line bg-panel px-5 py-3">
              {props.footer}
            </footer>
          )}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
