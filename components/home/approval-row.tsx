import Link from "next/link";
import { Badge } from "@/components/ui/badge";
import { EnvironmentBadge } from "@/components/ui/environment-badge";
import type { ApprovalRequest } from "@/lib/contracts/rollout";

export function ApprovalRow({ request }: { readonly request: ApprovalRequest }) {
  return (
    <li className="relative flex flex-wrap items-center gap-x-4 gap-y-1.5 px-4 py-3 hover:bg-hover">
      <div className="min-w-0 flex-[1_1_14rem]">
        <Link href="/approvals" className="font-medium no-underline after:absolute after:inset-0">
          {request.title}: {request.phaseTitle}
        </Link>
        <p className="text-[13px] text-ink-2">by {request.authorName}</p>
      </div>
      {request.permission.allowed && <Badge tone="warn">Waits for you</Badge>}
      {request.ready && <Badge tone="ok">All else is done</Badge>}
      <EnvironmentBadge name={request.environmentName} tier={request.tier} />
    </li>
  );
}
