import type * as z from "zod";
import type { Role } from "../user";

/** One call of the HTTP API, as the OpenAPI document shows it and as the route's test compares it. */
export interface Endpoint {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** With parameters in braces: `/api/v1/users/{id}`. */
  readonly path: string;
  readonly tag: string;
  /** One line, imperative. */
  readonly summary: string;
  /** More than the summary says, where somebody needs it. Markdown. */
  readonly description?: string;
  /** The least role that may call it; `public` for the few that ask for nobody. */
  readonly role: Role | "public";
  /** Parameters of the path. Left out: each name in braces is an opaque id. */
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** The body may be left out. */
  readonly bodyOptional?: boolean;
  /** Successful answers by status. Those of failures (problem+json) are added from `role`, `body` and `fails`. */
  readonly responses: Readonly<Record<number, EndpointResponse>>;
  /** Failures besides 401, 403, 422 and 500, such as 404 and 409. */
  readonly fails?: readonly (404 | 409 | 410 | 413 | 429 | 502)[];
}

export interface EndpointResponse {
  readonly description: string;
  /** Left out for an answer without a body. */
  readonly schema?: z.ZodType;
  /** `application/json` unless told. */
  readonly contentType?: string;
}
