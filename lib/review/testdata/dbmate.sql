-- migrate:up transaction:false
CREATE INDEX CONCURRENTLY IF NOT EXISTS orders_created_idx ON orders (created_at);

-- migrate:down transaction:false
DROP INDEX CONCURRENTLY IF EXISTS orders_created_idx;
-- next file
-- migrate:up
ALTER TABLE orders
  ADD COLUMN IF NOT EXISTS channel text,
  ADD CONSTRAINT orders_channel_ck CHECK (channel IN ('web', 'shop')) NOT VALID;
ALTER TABLE orders VALIDATE CONSTRAINT orders_channel_ck;

-- migrate:down
ALTER TABLE orders DROP CONSTRAINT orders_channel_ck, DROP COLUMN channel;
-- next file
SET statement_timeout = 0;
CREATE TABLE public.schema_migrations (
    version character varying NOT NULL
);
ALTER TABLE ONLY public.schema_migrations
    ADD CONSTRAINT schema_migrations_pkey PRIMARY KEY (version);

--
-- Dbmate schema migrations
--

INSERT INTO public.schema_migrations (version) VALUES
    ('20250101000001'),
    ('20250101000002');
