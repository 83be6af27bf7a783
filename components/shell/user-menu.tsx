"use client";
import { useQueryClient } from "@tanstack/react-query";
import { KeyRound, LogOut, Settings } from "lucide-react";
import { Button } from "react-aria-components/Button";
import { Menu } from "@/components/ui/menu";
import { toastError } from "@/components/ui/toast";
import { problemText } from "@/lib/client/problem";
import { signOut } from "@/lib/client/session";
import { useViewer } from "@/lib/client/viewer";

/** Who you are, your keys, and the way out. */
export function UserMenu() {
  const viewer = useViewer();
  const client = useQueryClient();
  const leave = async () => {
    try {
      await signOut();
      client.clear();
      // A full load: nothing of the last person may stay in this tab's memory.
      location.assign("/sign-in");
    } catch (error) {
      void toastError(`Still signed in: ${problemText(error).title}`);
    }
  };
  return (
    <Menu
      label="You"
      trigger={
        <Button
          aria-label={`${viewer.name}, ${viewer.role}: open menu`}
          className="flex min-h-10 min-w-0 items-center gap-2.5 rounded-control px-1.5 text-left hover:bg-cabinet-hover"
        >
          <span
            aria-hidden
            className="flex size-8 shrink-0 items-center justify-center rounded-full bg-accent text-[13px] font-semibold text-accent-ink"
          >
            {viewer.name.slice(0, 1).toUpperCase()}
          </span>
          <span className="hidden min-w-0 flex-col leading-tight lg:flex">
            <span className="truncate text-cabinet-ink">{viewer.name}</span>
            <span className="text-xs text-cabinet-ink-2">{viewer.role}</span>
          </span>
        </Button>
      }
      items={[
        { id: "settings", label: "Settings", icon: <Settings aria-hidden size={16} />, href: "/settings" },
        {
          id: "keys",
          label: "API keys",
          icon: <KeyRound aria-hidden size={16} />,
          href: "/settings#api-keys",
        },
        {
          id: "out",
          label: "Sign out",
          detail: viewer.email,
          icon: <LogOut aria-hidden size={16} />,
        },
      ]}
      onAction={(id) => {
        if (id === "out") void leave();
      }}
    />
  );
}
