import type pg from "pg";

/** Owns the audit table and cannot log in, so that the role Interlock runs as cannot switch the triggers off. */
const AUDIT_OWNER = "interlock_audit_owner";

/** Setting that records how well the audit table is guarded; the audit page says it. */
export const AUDIT_OWNERSHIP_SETTING = "audit.ownership";

export interface AuditOwnership {
  /** `separate`: another role owns the table. `shared`: ours does, and could take the triggers off. */
  readonly mode: "separate" | "shared";
  readonly because: string | null;
}

/**
 * Moves `audit_events` to a role that cannot log in and leaves the connected role INSERT and SELECT only.
 * Best effort: where the connected role may not create roles, records why not and changes nothing.
 */
export async function protectAudit(client: pg.ClientBase): Promise<AuditOwnership> {
  const { rows } = await client.query<{ owner: string; may: boolean; superuser: boolean }>(
    `select pg_get_userbyid(c.relowner) as owner, r.rolsuper or r.rolcreaterole as may, r.rolsuper as superuser
       from pg_class c, pg_roles r
      where c.oid = 'public.audit_events'::regclass and r.rolname = current_user`,
  );
  const found = rows[0];
  if (!found) throw new Error("audit_events is missing after the migrations");
  let ownership: AuditOwnership = { mode: "separate", because: null };
  if (found.owner !== AUDIT_OWNER) {
    ownership = found.may
      ? await moveToOwner(client)
      : { mode: "shared", because: "the database role may not create roles" };
  }
  if (ownership.mode === "separate" && found.superuser) {
    ownership = { mode: "separate", because: "the database role is a superuser, whom no ownership stops" };
  }
  await client.query(
    `insert into settings (key, value) values ($1, $2)
     on conflict (key) do update set value = excluded.value, updated_at = now()
      where settings.value is distinct from excluded.value`,
    [AUDIT_OWNERSHIP_SETTING, JSON.stringify(ownership)],
  );
  return ownership;
}

async function moveToOwner(client: pg.ClientBase): Promise<AuditOwnership> {
  await client.query("begin");
  try {
    // Roles belong to the whole server: another database of it may be doing the same at this moment.
    await client.query(
      `do $$ begin
         create role ${AUDIT_OWNER} nologin;
       exception when duplicate_object or unique_violation then null;
       end $$`,
    );
    // ALTER … OWNER TO asks that we are a member of the new owner, and that it may create in the schema
    // (PostgreSQL manual, ALTER TABLE). Both are taken back.
    await client.query(`grant ${AUDIT_OWNER} to current_user`);
    await client.query(`grant create, usage on schema public to ${AUDIT_OWNER}`);
    await client.query(`alter table public.audit_events owner to ${AUDIT_OWNER}`);
    await client.query(`alter function public.refuse_audit_rewrite() owner to ${AUDIT_OWNER}`);
    await client.query(`revoke create on schema public from ${AUDIT_OWNER}`);
    await client.query(`set local role ${AUDIT_OWNER}`);
    await client.query("revoke all on public.audit_events from public, session_user");
    await client.query("grant select, insert on public.audit_events to session_user");
    await client.query("reset role");
    await client.query(`revoke ${AUDIT_OWNER} from current_user`);
    await client.query("commit");
    return { mode: "separate", because: null };
  } catch (error) {
    await client.query("rollback");
    return { mode: "shared", because: error instanceof Error ? error.message : String(error) };
  }
}
