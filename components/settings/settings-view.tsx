"use client";
import { useQuery } from "@tanstack/react-query";
import { PageHeader, Panel } from "@/components/ui/panel";
import { Facts } from "@/components/ui/table";
import { sessionOptions } from "@/lib/client/session";
import { useIncludesRole, useViewer } from "@/lib/client/viewer";
import { ApiKeys } from "./api-keys";
import { OwnPassword } from "./own-password";
import { ROLE_WORDS } from "./role-words";
import { Users } from "./users";

export function SettingsView() {
  const viewer = useViewer();
  const { data: session } = useQuery(sessionOptions());
  const isAdmin = useIncludesRole("admin");
  return (
    <div className="max-w-4xl">
      <PageHeader title="Settings" />
      <div className="flex flex-col gap-5">
        <Panel title="You">
          <Facts
            items={[
              ["Name", viewer.name],
              ["Email", viewer.email],
              ["Role", `${viewer.role}: ${ROLE_WORDS[viewer.role]}`],
            ]}
          />
        </Panel>
        <ApiKeys userId={viewer.id} />
        {isAdmin ? (
          <Users />
        ) : (
          <Panel title="People">
            <p className="text-ink-2">An administrator adds people and gives roles.</p>
          </Panel>
        )}
        {/* The demo's people have none. Last, so that nothing moves when it comes. */}
        {session?.user?.demo === false && <OwnPassword />}
      </div>
    </div>
  );
}
