CREATE SEQUENCE customer_id_seq INCREMENT BY 1 MINVALUE 1 START 1;
CREATE TABLE customer (id INT NOT NULL, name VARCHAR(255) NOT NULL, roles JSON NOT NULL, birthday TIMESTAMP(0) WITHOUT TIME ZONE DEFAULT NULL, PRIMARY KEY(id));
CREATE UNIQUE INDEX UNIQ_81398E095E237E06 ON customer (name);
COMMENT ON COLUMN customer.birthday IS '(DC2Type:datetime_immutable)';
ALTER TABLE invoice ADD CONSTRAINT FK_906517449395C3F3 FOREIGN KEY (customer_id) REFERENCES customer (id) NOT DEFERRABLE INITIALLY IMMEDIATE;
ALTER TABLE customer ALTER roles TYPE JSONB USING roles::jsonb;
CREATE OR REPLACE FUNCTION notify_messenger_messages() RETURNS TRIGGER AS $$
            BEGIN
                PERFORM pg_notify('messenger_messages', NEW.queue_name::text);
                RETURN NEW;
            END;
        $$ LANGUAGE plpgsql;
DROP TRIGGER IF EXISTS notify_trigger ON messenger_messages;
CREATE TRIGGER notify_trigger AFTER INSERT OR UPDATE ON messenger_messages FOR EACH ROW EXECUTE PROCEDURE notify_messenger_messages();
