"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { KeyRound } from "lucide-react";
import { useState } from "react";
import { Form } from "react-aria-components/Form";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { CodeBlock } from "@/components/ui/code-block";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Panel } from "@/components/ui/panel";
import { ProblemState } from "@/components/ui/problem-state";
import { SkeletonRows } from "@/components/ui/skeleton";
import { Cell, Table } from "@/components/ui/table";
import { TextField } from "@/components/ui/text-field";
import { RelativeTime } from "@/components/ui/time";
import { apiKeysOptions, createApiKey, deleteApiKey, userKeys } from "@/lib/client/users";

/** A person's keys for scripts and CI. A new key is shown once. */
export function ApiKeys({ userId }: { readonly userId: string }) {
  const client = useQueryClient();
  const keys = useQuery(apiKeysOptions(userId));
  const [name, setName] = useState("");
  const [doomed, setDoomed] = useState<{ id: string; name: string } | null>(null);
  const refresh = () => client.invalidateQueries({ queryKey: userKeys.apiKeys(userId) });
  const create = useMutation({
    mutationFn: () => createApiKey(userId, name.trim()),
    onSuccess: () => {
      setName("");
      return refresh();
    },
  });
  const remove = useMutation({
    mutationFn: (id: string) => deleteApiKey(userId, id),
    onSuccess: () => {
      setDoomed(null);
      return refresh();
    },
  });
  return (
    <div id="api-keys">
      <Panel title="Your API keys" flush>
        <div className="flex flex-col gap-4 p-4">
          <p className="text-ink-2">
            For CI and scripts: send <code>Authorization: Bearer …</code>. A key may do what you may do.
          </p>
          {create.data && (
            <Callout tone="ok" announce="status" title={`${create.data.name}: copy the key now`}>
              <p className="mb-2">It is not shown again.</p>
              <CodeBlock code={create.data.key} language="text" label="API key" />
            </Callout>
          )}
          {create.error && <ProblemState error={create.error} />}
          <Form
            className="flex flex-wrap items-end gap-3"
            onSubmit={(event) => {
              event.preventDefault();
              create.mutate();
            }}
          >
            <TextField
              label="Name of a new key"
              placeholder="ci"
              value={name}
              onChange={setName}
              isRequired
              className="w-64 max-w-full"
            />
            <Button
              type="submit"
              isDisabled={name.trim() === ""}
              isPending={create.isPending}
              icon={<KeyRound aria-hidden size={15} />}
            >
              Make a key
            </Button>
          </Form>
        </div>
        {keys.error && (
          <div className="p-4">
            <ProblemState error={keys.error} onRetry={() => keys.refetch()} />
          </div>
        )}
        {keys.isPending && <SkeletonRows rows={1} rowHeight={48} />}
        {keys.data && keys.data.items.length > 0 && (
          <div className="border-t border-line">
            <Table
              label="Your API keys"
              head={[
                { label: "Name" },
                { label: "Begins" },
                { label: "Made" },
                { label: "Last used" },
                { label: "Actions", align: "right" },
              ]}
            >
              {keys.data.items.map((key) => (
                <tr key={key.id}>
                  <Cell className="font-medium">{key.name}</Cell>
                  <Cell className="font-mono text-[13px]">{key.start ? `${key.start}…` : "–"}</Cell>
                  <Cell>
                    <RelativeTime at={key.createdAt} />
                  </Cell>
                  <Cell>{key.lastUsedAt ? <RelativeTime at={key.lastUsedAt} /> : "never"}</Cell>
                  <Cell align="right">
                    <Button
                      size="small"
                      aria-label={`Delete the key ${key.name}`}
                      onPress={() => setDoomed({ id: key.id, name: key.name })}
                    >
                      Delete
                    </Button>
                  </Cell>
                </tr>
              ))}
            </Table>
          </div>
        )}
      </Panel>
      <ConfirmDialog
        isOpen={doomed !== null}
        onClose={() => setDoomed(null)}
        onConfirm={() => doomed && remove.mutate(doomed.id)}
        isPending={remove.isPending}
        title={`Delete the key ${doomed?.name ?? ""}?`}
        verb="Delete the key"
        friction={{ level: "confirm" }}
      >
        <p>It stops working at once, wherever it is used.</p>
        {remove.error && <ProblemState error={remove.error} />}
      </ConfirmDialog>
    </div>
  );
}
