import { publicRoute } from "@/app/api/_http/route";
import { openApiDocument } from "@/lib/contracts/openapi";
import packageJson from "@/package.json";

let document: ReturnType<typeof openApiDocument> | undefined;

export const GET = publicRoute({
  anonymous: true,
  handler: async () => {
    document ??= openApiDocument(packageJson.version);
    return Response.json(document);
  },
});
