import { Change, ChangeInput, ChangeWithPlan, Preview, PreviewInput } from "../change";
import { PageQuery, pageOf } from "../common";
import { Plan } from "../plan";
import { Draft, DraftInput } from "../queries";
import type { Endpoint } from "./endpoint";

export const changeEndpoints = [
  {
    method: "GET",
    path: "/api/v1/changes",
    tag: "changes",
    summary: "List changes, newest first",
    role: "viewer",
    query: PageQuery,
    responses: { 200: { description: "A page of changes", schema: pageOf(Change) } },
  },
  {
    method: "POST",
    path: "/api/v1/changes",
    tag: "changes",
    summary: "Describe a change and have it planned",
    description:
      "Exactly one of `operations`, `sql` or `sentence`. 422 names what is not understood, or why there is no safe way.",
    role: "engineer",
    body: ChangeInput,
    responses: { 201: { description: "The change and its plan", schema: ChangeWithPlan } },
    fails: [404, 502],
  },
  {
    method: "POST",
    path: "/api/v1/changes/preview",
    tag: "changes",
    summary: "Plan without keeping anything",
    role: "viewer",
    body: PreviewInput,
    responses: { 200: { description: "The plan as it would be", schema: Preview } },
    fails: [404, 502],
  },
  {
    method: "GET",
    path: "/api/v1/changes/{id}",
    tag: "changes",
    summary: "Show a change with its newest plan",
    role: "viewer",
    responses: { 200: { description: "The change", schema: ChangeWithPlan } },
    fails: [404],
  },
  {
    method: "GET",
    path: "/api/v1/plans/{id}",
    tag: "changes",
    summary: "Show a plan",
    role: "viewer",
    responses: { 200: { description: "The plan", schema: Plan } },
    fails: [404],
  },
  {
    method: "POST",
    path: "/api/v1/plans/{id}/again",
    tag: "changes",
    summary: "Plan the same change against the schema as it is now",
    description:
      "The new plan takes this one's place; approvals do not go along. 409 while this one is under way on an environment, or where the new one would be the same.",
    role: "engineer",
    responses: { 201: { description: "The change and its new plan", schema: ChangeWithPlan } },
    fails: [404, 409, 502],
  },
  {
    method: "GET",
    path: "/api/v1/drafts/change",
    tag: "changes",
    summary: "Show one's own unfinished change",
    role: "viewer",
    responses: { 200: { description: "The draft; `content` is null where there is none", schema: Draft } },
  },
  {
    method: "PUT",
    path: "/api/v1/drafts/change",
    tag: "changes",
    summary: "Keep one's own unfinished change",
    role: "viewer",
    body: DraftInput,
    responses: { 200: { description: "The draft", schema: Draft } },
  },
  {
    method: "DELETE",
    path: "/api/v1/drafts/change",
    tag: "changes",
    summary: "Discard one's own unfinished change",
    role: "viewer",
    responses: { 204: { description: "Discarded" } },
  },
] as const satisfies readonly Endpoint[];
