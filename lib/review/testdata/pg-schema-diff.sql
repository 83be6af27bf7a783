/*
Statement 0
  - INDEX_BUILD: This might affect database performance.
*/
SET SESSION statement_timeout = 1200000;
SET SESSION lock_timeout = 3000;
CREATE INDEX CONCURRENTLY new_foobar_idx ON public.foobar USING btree (foo);

/*
Statement 1
*/
SET SESSION statement_timeout = 3000;
SET SESSION lock_timeout = 3000;
ALTER INDEX "public"."foobar_idx" RENAME TO "pgschemadiff_tmpidx_foobar_idx_abc";
ALTER TABLE "public"."foobar" ADD CONSTRAINT "pgschemadiff_tmpnn_1" CHECK("bar" IS NOT NULL) NOT VALID;
ALTER TABLE "public"."foobar" VALIDATE CONSTRAINT "pgschemadiff_tmpnn_1";
ALTER TABLE "public"."foobar" ALTER COLUMN "bar" SET NOT NULL;
ALTER TABLE "public"."foobar" DROP CONSTRAINT "pgschemadiff_tmpnn_1";
DROP INDEX CONCURRENTLY "public"."pgschemadiff_tmpidx_foobar_idx_abc";
