import type { Problem, Reason } from "@/lib/contracts/common";
import { isObject } from "./json";

/** An error answer of the API, with everything it said. Status 0: the server could not be reached. */
export class ApiProblem extends Error {
  override readonly name = "ApiProblem";
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail ?? problem.title);
    this.problem = problem;
  }

  get status(): number {
    return this.problem.status;
  }
}

/** Reads an error answer; an answer that is no problem+json (a proxy's page) still becomes a problem. */
export async function problemOf(response: Response): Promise<ApiProblem> {
  const body: unknown = await response.json().catch(() => null);
  if (isProblem(body)) return new ApiProblem(body);
  if (isAuthRefusal(body)) return new ApiProblem({ title: body.message, status: response.status });
  return new ApiProblem({
    title: "The server answered with an error",
    status: response.status,
    detail: `HTTP ${response.status} ${response.statusText}`.trim(),
  });
}

const isProblem = (body: unknown): body is Problem =>
  isObject(body) && typeof body.title === "string" && typeof body.status === "number";

/** How the auth library refuses: `{"message": "Invalid email or password", "code": …}`. */
const isAuthRefusal = (body: unknown): body is { readonly message: string } =>
  isObject(body) && typeof body.message === "string" && body.message !== "" && typeof body.code === "string";

export interface ProblemText {
  readonly title: string;
  readonly detail: string | null;
  readonly errors: readonly { readonly path: string; readonly message: string }[];
  readonly reasons: readonly Reason[];
}

/** What to show for anything thrown by a fetcher. */
export function problemText(error: unknown): ProblemText {
  if (error instanceof ApiProblem) {
    const { title, detail, errors, reasons } = error.problem;
    // The detail of a refusal often is its only reason: say it once, where the remedy stands.
    const repeats = reasons?.some((reason) => reason.message === detail) ?? false;
    return { title, detail: repeats ? null : (detail ?? null), errors: errors ?? [], reasons: reasons ?? [] };
  }
  const detail = error instanceof Error ? error.message : null;
  return { title: "Something went wrong here", detail, errors: [], reasons: [] };
}

/** The message that belongs to one input field, for showing it there. */
export function fieldError(error: unknown, path: string): string | null {
  if (!(error instanceof ApiProblem)) return null;
  return error.problem.errors?.find((item) => item.path === path)?.message ?? null;
}
