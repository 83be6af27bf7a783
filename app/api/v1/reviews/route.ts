import { route } from "@/app/api/_http/route";
import { NewReview } from "@/lib/contracts/review";
import { getStore } from "@/lib/store/client";
import { reviewSql } from "@/lib/usecases/review-sql";

export const POST = route({
  role: "viewer",
  body: NewReview,
  handler: ({ actor, body }) => reviewSql({ store: getStore(), actor }, body),
});
