CREATE TABLE conditions (
  time timestamptz NOT NULL,
  device text NOT NULL,
  temperature double precision
) WITH (tsdb.hypertable, tsdb.partition_column='time');
SELECT create_hypertable('metrics', by_range('ts', INTERVAL '1 day'), if_not_exists => TRUE);
ALTER TABLE conditions SET (timescaledb.compress, timescaledb.compress_segmentby = 'device');
SELECT add_compression_policy('conditions', INTERVAL '7 days');
CREATE MATERIALIZED VIEW daily WITH (timescaledb.continuous) AS
  SELECT time_bucket('1 day', time) AS day, device, avg(temperature) FROM conditions GROUP BY 1, 2 WITH NO DATA;
SELECT create_distributed_table('events', 'tenant_id');
CALL run_job(1000);
