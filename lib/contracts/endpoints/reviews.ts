import { MigrationImport, NewImport } from "../import";
import { NewReview, Review } from "../review";
import type { Endpoint } from "./endpoint";

export const reviewEndpoints = [
  {
    method: "POST",
    path: "/api/v1/reviews",
    tag: "reviews",
    summary: "Review SQL statement by statement",
    description:
      "Locks, whom they make wait, rewrites, scans and findings, as `interlock review` prints them. SQL that does not parse is answered with 200 and the `error` of its file.",
    role: "viewer",
    body: NewReview,
    responses: { 200: { description: "The review; one file with the path `-`", schema: Review } },
    fails: [404, 413, 502],
  },
  {
    method: "POST",
    path: "/api/v1/imports",
    tag: "reviews",
    summary: "Review a team's migrations as their tool runs them",
    description:
      "The tool is told from the files. With an environment, what its tool's history has is left out, and facts come from what is there. Nothing is run and nothing is kept.",
    role: "viewer",
    body: NewImport,
    responses: {
      200: {
        description: "The migrations, and a review of each that was asked for",
        schema: MigrationImport,
      },
    },
    fails: [404, 413, 502],
  },
] as const satisfies readonly Endpoint[];
