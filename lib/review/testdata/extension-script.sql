/* citext/citext--1.4.sql */

-- complain if script is sourced in psql, rather than via CREATE EXTENSION
\echo Use "CREATE EXTENSION citext" to load this file. \quit

CREATE TYPE citext;
CREATE FUNCTION citextin(cstring)
RETURNS citext
AS 'textin'
LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
CREATE TYPE citext (
    INPUT          = citextin,
    OUTPUT         = citextout,
    INTERNALLENGTH = VARIABLE,
    STORAGE        = extended,
    CATEGORY       = 'S',
    PREFERRED      = false
);
CREATE CAST (citext AS text)    WITHOUT FUNCTION AS IMPLICIT;
CREATE OPERATOR CLASS citext_ops
DEFAULT FOR TYPE CITEXT USING btree AS
    OPERATOR    1   <  (citext, citext),
    OPERATOR    3   =  (citext, citext),
    FUNCTION    1   citext_cmp(citext, citext);
CREATE FUNCTION citext_cmp(citext, citext) RETURNS int4 AS 'MODULE_PATHNAME' LANGUAGE C STRICT IMMUTABLE;
