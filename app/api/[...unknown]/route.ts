import { problem } from "@/app/api/_http/problem";

/** Whatever under `/api` has no handler of its own: a program that asks gets a problem, not a page. */
async function unknown(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  return problem({
    status: 404,
    title: "Not found",
    detail: `There is no ${pathname}. GET /api/openapi.json describes what there is.`,
  });
}

export {
  unknown as DELETE,
  unknown as GET,
  unknown as HEAD,
  unknown as PATCH,
  unknown as POST,
  unknown as PUT,
};
