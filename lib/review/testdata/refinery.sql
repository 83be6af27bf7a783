CREATE TABLE cars (id int, name varchar(255)); CREATE TABLE motos (id int, name varchar(255));
ALTER TABLE cars ADD brand varchar(255);
INSERT INTO motos VALUES (1, 'x''y'), (2, NULL);
