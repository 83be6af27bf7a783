"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { UserPlus } from "lucide-react";
import { useState } from "react";
import { Form } from "react-aria-components/Form";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Dialog } from "@/components/ui/dialog";
import { Panel } from "@/components/ui/panel";
import { ProblemState } from "@/components/ui/problem-state";
import { Select } from "@/components/ui/select";
import { SkeletonRows } from "@/components/ui/skeleton";
import { Cell, Table } from "@/components/ui/table";
import { TextField } from "@/components/ui/text-field";
import { fieldError } from "@/lib/client/problem";
import { changeRole, createUser, removeUser, userKeys, usersOptions } from "@/lib/client/users";
import { useViewer } from "@/lib/client/viewer";
import { ROLES } from "@/lib/contracts/constants";
import type { Role, User } from "@/lib/contracts/user";
import { ROLE_WORDS } from "./role-words";

const ROLE_OPTIONS = ROLES.map((role) => ({ id: role, label: role, detail: ROLE_WORDS[role] }));

/** People and their roles; only for administrators. */
export function Users() {
  const client = useQueryClient();
  const viewer = useViewer();
  const users = useQuery(usersOptions());
  const [adding, setAdding] = useState(false);
  const role = useMutation({
    mutationFn: ({ id, next }: { id: string; next: Role }) => changeRole(id, next),
    onSettled: () => client.invalidateQueries({ queryKey: userKeys.all }),
  });
  const [leaving, setLeaving] = useState<User | null>(null);
  const remove = useMutation({
    mutationFn: (id: string) => removeUser(id),
    onSuccess: () => {
      setLeaving(null);
      return client.invalidateQueries({ queryKey: userKeys.all });
    },
  });
  const team = users.data?.items.filter((user) => !user.demo) ?? [];
  return (
    <Panel
      title="People"
      flush
      actions={
        <Button size="small" icon={<UserPlus aria-hidden size={14} />} onPress={() => setAdding(true)}>
          Add a person
        </Button>
      }
    >
      {users.error && (
        <div className="p-4">
          <ProblemState error={users.error} onRetry={() => users.refetch()} />
        </div>
      )}
      {role.error && (
        <div className="p-4">
          <ProblemState error={role.error} />
        </div>
      )}
      {users.data && team.length < 2 && (
        <div className="p-4">
          <Callout tone="warn" title="Invite a second person">
            Nobody approves their own change. Alone, you can run everything but what destroys data.
          </Callout>
        </div>
      )}
      {users.isPending && <SkeletonRows rows={3} rowHeight={56} />}
      {users.data && (
        <Table
          label="People"
          head={[
            { label: "Name" },
            { label: "Email" },
            { label: "Role" },
            { label: "Actions", align: "right" },
          ]}
        >
          {users.data.items.map((user) => (
            <tr key={user.id}>
              <Cell className="font-medium">
                {user.name} {user.id === viewer.id && <Badge>you</Badge>}{" "}
                {user.demo && <Badge tone="accent">demo</Badge>}
              </Cell>
              <Cell className="text-ink-2">{user.email}</Cell>
              <Cell>
                <Select
                  label={`Role of ${user.name}`}
                  hideLabel
                  className="w-36"
                  options={ROLE_OPTIONS}
                  value={user.role}
                  isDisabled={user.demo || role.isPending}
                  onChange={(next) => role.mutate({ id: user.id, next })}
                />
              </Cell>
              <Cell align="right">
                {!user.demo && user.id !== viewer.id && (
                  <Button size="small" aria-label={`Remove ${user.name}`} onPress={() => setLeaving(user)}>
                    Remove
                  </Button>
                )}
              </Cell>
            </tr>
          ))}
        </Table>
      )}
      <ConfirmDialog
        isOpen={leaving !== null}
        onClose={() => setLeaving(null)}
        onConfirm={() => leaving && remove.mutate(leaving.id)}
        isPending={remove.isPending}
        title={`Remove ${leaving?.name ?? ""}?`}
        verb="Remove the person"
        friction={{ level: "confirm" }}
      >
        <p>
          Their password, sessions and API keys stop working at once, also in CI. What they made, ran and
          approved keeps their name.
        </p>
        {remove.error && <ProblemState error={remove.error} />}
      </ConfirmDialog>
      <AddPerson isOpen={adding} onClose={() => setAdding(false)} />
    </Panel>
  );
}

function AddPerson({ isOpen, onClose }: { readonly isOpen: boolean; readonly onClose: () => void }) {
  const client = useQueryClient();
  const [form, setForm] = useState({ name: "", email: "", password: "" });
  const [role, setRole] = useState<Role>("engineer");
  const create = useMutation({
    mutationFn: () =>
      createUser({
        name: form.name,
        email: form.email,
        role,
        ...(form.password ? { password: form.password } : {}),
      }),
    onSuccess: () => {
      setForm({ name: "", email: "", password: "" });
      onClose();
      return client.invalidateQueries({ queryKey: userKeys.all });
    },
  });
  const field = (name: keyof typeof form) => ({
    value: form[name],
    onChange: (value: string) => setForm((old) => ({ ...old, [name]: value })),
    error: fieldError(create.error, name),
  });
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title="Add a person">
      <Form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate();
        }}
      >
        <TextField label="Name" isRequired {...field("name")} />
        <TextField label="Email" type="email" isRequired {...field("email")} />
        <Select
          label="Role"
          options={ROLE_OPTIONS}
          value={role}
          onChange={setRole}
          description={ROLE_WORDS[role]}
        />
        <TextField
          label="First password"
          type="password"
          autoComplete="new-password"
          description="At least 10 characters. Without one they can only use API keys."
          {...field("password")}
        />
        {create.error && <ProblemState error={create.error} />}
        <Button type="submit" tone="primary" size="large" isPending={create.isPending}>
          Add
        </Button>
      </Form>
    </Dialog>
  );
}
