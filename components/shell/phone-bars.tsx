"use client";
import { Ellipsis, Search } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { Button } from "react-aria-components/Button";
import { cx } from "@/components/ui/cx";
import { Wordmark } from "@/components/ui/mark";
import { Menu } from "@/components/ui/menu";
import { activeHref, NAV } from "./nav.model";
import { NAV_ICONS } from "./nav-icons";
import { useTheme } from "./theme";
import { useWaitingApprovals } from "./use-waiting-approvals";
import { UserMenu } from "./user-menu";

export function TopBar({ onSearch }: { readonly onSearch: () => void }) {
  return (
    <header className="on-cabinet sticky top-0 z-30 flex h-13 items-center justify-between bg-cabinet px-3 text-cabinet-ink lg:hidden">
      <Link href="/" aria-label="Interlock, home" className="rounded-control px-1 py-1 no-underline">
        <Wordmark />
      </Link>
      <div className="flex items-center gap-1">
        <Button
          aria-label="Search and go"
          onPress={onSearch}
          className="flex size-11 items-center justify-center rounded-control"
        >
          <Search aria-hidden size={19} />
        </Button>
        <UserMenu />
      </div>
    </header>
  );
}

const SLOT =
  "relative flex min-h-14 flex-1 flex-col items-center justify-center gap-0.5 text-[11px] no-underline text-cabinet-ink-2";

/** The four places a thumb needs at night, and the rest behind "More". */
export function BottomBar() {
  const active = activeHref(usePathname());
  const waiting = useWaitingApprovals();
  const { theme, setTheme } = useTheme();
  return (
    <nav
      aria-label="Main"
      className="on-cabinet fixed inset-x-0 bottom-0 z-30 flex border-t border-cabinet-line bg-cabinet pb-[env(safe-area-inset-bottom)] lg:hidden"
    >
      {NAV.slice(0, 4).map((entry) => {
        const Icon = NAV_ICONS[entry.href];
        const current = active === entry.href;
        return (
          <Link
            key={entry.href}
            href={entry.href}
            aria-current={current ? "page" : undefined}
            className={cx(SLOT, current && "text-cabinet-ink")}
          >
            <span
              aria-hidden
              className={cx("absolute inset-x-4 top-0 h-0.5", current ? "bg-lamp-amber" : "bg-transparent")}
            />
            <Icon aria-hidden size={19} />
            {entry.label}
            {entry.href === "/approvals" && waiting > 0 && (
              <span className="absolute right-1/4 top-1.5 min-w-4 rounded-full bg-lamp-amber px-1 text-center text-[11px] font-semibold leading-4 text-[#221500]">
                {waiting}
                <span className="sr-only"> waiting for you</span>
              </span>
            )}
          </Link>
        );
      })}
      <Menu
        label="More"
        trigger={
          <Button className={SLOT}>
            <Ellipsis aria-hidden size={19} /> More
          </Button>
        }
        items={[
          { id: "new", label: "New change", href: "/changes/new" },
          { id: "review", label: "Review SQL", href: "/review" },
          { id: "audit", label: "Audit trail", href: "/audit" },
          { id: "settings", label: "Settings", href: "/settings" },
          ...(["system", "light", "dark"] as const).map((option) => ({
            id: option,
            label: `Theme: ${option}${theme === option ? " (now)" : ""}`,
          })),
        ]}
        onAction={(id) => {
          if (id === "system" || id === "light" || id === "dark") setTheme(id);
        }}
      />
    </nav>
  );
}
