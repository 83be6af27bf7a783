"use client";
import { useQuery } from "@tanstack/react-query";
import { ArrowRight, Database, FileDiff, Search } from "lucide-react";
import { useRouter } from "next/navigation";
import type { ReactNode } from "react";
import { Autocomplete } from "react-aria-components/Autocomplete";
import { Dialog } from "react-aria-components/Dialog";
import { Header } from "react-aria-components/Header";
import { Input } from "react-aria-components/Input";
import { Menu, MenuItem, MenuSection } from "react-aria-components/Menu";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import { SearchField } from "react-aria-components/SearchField";
import { EnvironmentBadge } from "@/components/ui/environment-badge";
import { changesOptions } from "@/lib/client/changes";
import { environmentsOptions } from "@/lib/client/environments";
import { NAV } from "./nav.model";

/** ⌘K: go to a page, an environment or a change. The list below the field is its menu. */
export function Palette({ onClose }: { readonly onClose: () => void }) {
  return (
    <ModalOverlay
      isOpen
      onOpenChange={(open) => !open && onClose()}
      isDismissable
      className="fixed inset-0 z-50 flex items-start justify-center bg-black/45 px-3 pt-[12dvh] animate-fade"
    >
      <Modal className="w-full max-w-xl overflow-hidden rounded-panel border border-line bg-raised shadow-float animate-rise">
        <Dialog aria-label="Search and go" className="outline-none">
          <PaletteContent onClose={onClose} />
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function PaletteContent({ onClose }: { readonly onClose: () => void }) {
  const router = useRouter();
  const environments = useQuery(environmentsOptions());
  const changes = useQuery(changesOptions({ limit: 50 }));
  const go = (href: string) => {
    onClose();
    router.push(href);
  };
  return (
    <Autocomplete filter={(text, input) => contains(text, input)}>
      <SearchField
        aria-label="Search pages, environments and changes"
        autoFocus
        className="relative border-b border-line"
      >
        <Search aria-hidden size={18} className="absolute left-4 top-1/2 -translate-y-1/2 text-ink-3" />
        <Input
          placeholder="Go to a page, an environment, a change…"
          className="h-13 w-full bg-transparent pl-12 pr-4 text-base outline-none placeholder:text-ink-3 [&::-webkit-search-cancel-button]:hidden"
        />
      </SearchField>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box must be reachable by keyboard */}
      <section tabIndex={0} aria-label="What can be gone to" className="max-h-[50dvh] overflow-y-auto">
        <Menu
          aria-label="Places"
          onAction={(key) => go(String(key))}
          className="p-1.5 outline-none"
          renderEmptyState={() => <p className="px-3 py-6 text-center text-ink-3">Nothing by that name.</p>}
        >
          <Section title="Go to">
            <Item
              id="/changes/new"
              text="Describe a new change"
              icon={<FileDiff aria-hidden size={16} />}
              hint="g n"
            />
            {NAV.map((entry) => (
              <Item
                key={entry.href}
                id={entry.href}
                text={entry.label}
                icon={<ArrowRight aria-hidden size={16} />}
                hint={`g ${entry.key}`}
              />
            ))}
          </Section>
          <Section title="Environments">
            {(environments.data?.items ?? []).flatMap((environment) => [
              <Item
                key={environment.id}
                id={`/environments/${environment.id}`}
                text={environment.name}
                icon={<Database aria-hidden size={16} />}
                end={<EnvironmentBadge tier={environment.tier} />}
              />,
              <Item
                key={`${environment.id}-locks`}
                id={`/environments/${environment.id}?tab=locks`}
                text={`${environment.name}: live locks`}
                icon={<Database aria-hidden size={16} />}
              />,
            ])}
          </Section>
          <Section title="Changes">
            {(changes.data?.items ?? []).map((change) => (
              <Item
                key={change.id}
                id={`/plans/${change.planId}`}
                text={change.title}
                icon={<FileDiff aria-hidden size={16} />}
              />
            ))}
          </Section>
        </Menu>
      </section>
    </Autocomplete>
  );
}

const contains = (text: string, input: string) => text.toLowerCase().includes(input.trim().toLowerCase());

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <MenuSection className="mb-1">
      <Header className="px-2.5 pb-1 pt-2 text-xs font-medium text-ink-3">{title}</Header>
      {children}
    </MenuSection>
  );
}

function Item({
  id,
  text,
  icon,
  hint,
  end,
}: {
  readonly id: string;
  readonly text: string;
  readonly icon: ReactNode;
  readonly hint?: string;
  readonly end?: ReactNode;
}) {
  return (
    <MenuItem
      id={id}
      textValue={text}
      className="flex min-h-10 cursor-pointer items-center gap-3 rounded-control px-2.5 outline-none data-[focused]:bg-accent-soft"
    >
      <span className="text-ink-3">{icon}</span>
      <span className="min-w-0 flex-1 truncate">{text}</span>
      {hint && <kbd className="hidden text-xs text-ink-3 sm:inline">{hint}</kbd>}
      {end}
    </MenuItem>
  );
}
