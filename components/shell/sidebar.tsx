"use client";
import { useQuery } from "@tanstack/react-query";
import { Keyboard, Plus, Search } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { Button } from "react-aria-components/Button";
import { cx } from "@/components/ui/cx";
import { tierBarClass } from "@/components/ui/environment-badge";
import { Wordmark } from "@/components/ui/mark";
import { environmentsOptions } from "@/lib/client/environments";
import { byTierDescending } from "./environment-order.model";
import { activeHref, NAV } from "./nav.model";
import { NAV_ICONS } from "./nav-icons";
import { ThemeSwitch } from "./theme";
import { useWaitingApprovals } from "./use-waiting-approvals";
import { UserMenu } from "./user-menu";

const ITEM =
  "flex h-9 items-center gap-2.5 rounded-control px-2.5 text-cabinet-ink-2 no-underline hover:bg-cabinet-hover hover:text-cabinet-ink";

export function Sidebar({
  onSearch,
  onKeys,
}: {
  readonly onSearch: () => void;
  readonly onKeys: () => void;
}) {
  const active = activeHref(usePathname());
  const waiting = useWaitingApprovals();
  return (
    <header className="on-cabinet sticky top-0 hidden h-dvh flex-col overflow-y-auto border-r border-cabinet-line bg-cabinet px-3 py-4 text-cabinet-ink lg:flex">
      <Link href="/" aria-label="Interlock, home" className="mb-4 rounded-control px-1.5 py-1 no-underline">
        <Wordmark />
      </Link>
      <Button
        onPress={onSearch}
        className="mb-4 flex h-9 items-center gap-2.5 rounded-control border border-cabinet-line px-2.5 text-cabinet-ink-2 hover:bg-cabinet-hover hover:text-cabinet-ink"
      >
        <Search aria-hidden size={15} /> Search and go
        <kbd className="ml-auto text-xs">⌘K</kbd>
      </Button>
      <nav aria-label="Main">
        <ul className="flex flex-col gap-0.5">
          {NAV.map((entry) => {
            const Icon = NAV_ICONS[entry.href];
            const current = active === entry.href;
            return (
              <li key={entry.href}>
                <Link
                  href={entry.href}
                  aria-current={current ? "page" : undefined}
                  className={cx(ITEM, current && "bg-cabinet-hover font-medium text-cabinet-ink")}
                >
                  <Icon aria-hidden size={16} />
                  {entry.label}
                  {entry.href === "/approvals" && waiting > 0 && <WaitingCount value={waiting} />}
                </Link>
              </li>
            );
          })}
        </ul>
      </nav>
      <EnvironmentLinks />
      <div className="mt-auto flex flex-col gap-3 pt-6">
        <Link
          href="/changes/new"
          className={cx(ITEM, "justify-center border border-cabinet-line text-cabinet-ink")}
        >
          <Plus aria-hidden size={16} /> New change
        </Link>
        <ThemeSwitch />
        <div className="flex items-center gap-1 border-t border-cabinet-line pt-3">
          <UserMenu />
          <Button
            aria-label="Keys"
            onPress={onKeys}
            className="ml-auto flex size-9 items-center justify-center rounded-control text-cabinet-ink-2 hover:bg-cabinet-hover hover:text-cabinet-ink"
          >
            <Keyboard aria-hidden size={17} />
          </Button>
        </div>
      </div>
    </header>
  );
}

export function WaitingCount({ value }: { readonly value: number }) {
  return (
    <span className="ml-auto min-w-5 rounded-full bg-lamp-amber px-1.5 text-center text-xs font-semibold leading-5 text-[#221500]">
      {value}
      <span className="sr-only"> waiting for you</span>
    </span>
  );
}

function EnvironmentLinks() {
  const pathname = usePathname();
  const { data } = useQuery(environmentsOptions());
  const environments = byTierDescending(data?.items ?? []);
  if (environments.length === 0) return null;
  return (
    <nav aria-label="Environments" className="mt-6">
      <h2 className="mb-1 px-2.5 text-xs font-medium text-cabinet-ink-2">Environments</h2>
      <ul className="flex flex-col gap-0.5">
        {environments.map((environment) => {
          const href = `/environments/${environment.id}`;
          return (
            <li key={environment.id}>
              <Link
                href={href}
                aria-current={pathname === href ? "page" : undefined}
                className={cx(ITEM, pathname === href && "bg-cabinet-hover text-cabinet-ink")}
              >
                <span aria-hidden className={cx("h-4 w-1 rounded-full", tierBarClass(environment.tier))} />
                <span className="truncate">{environment.name}</span>
                {environment.name.toLowerCase() !== environment.tier && (
                  <span className="ml-auto text-xs">{environment.tier}</span>
                )}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
